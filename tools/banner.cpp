#include <carrick/tools/banner.hpp>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace carrick::tools {
namespace {

std::string hash_of_file(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::string content{std::istreambuf_iterator<char>{in}, {}};
  std::array<char, 16> out;
  std::snprintf(out.data(), out.size(), "%08x", static_cast<unsigned>(name_hash(content)));
  return out.data();
}

} // namespace

std::string banner_of(const config::cluster_spec& spec, const std::string& file) {
  auto count = spec.nodes.size();
  auto plain =
    spec.transport.insecure_plaintext ? "plain, insecure_plaintext = true" : "plain, loopback only";
  return spec.cluster + "  " + std::to_string(count) + (count == 1 ? " node" : " nodes") +
    "  config " + file + " (hash " + hash_of_file(file) + ")  transport tcp  " + plain;
}

} // namespace carrick::tools
