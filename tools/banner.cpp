#include <carrick/tools/banner.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/core/read_file.hpp>
#include <carrick/core/utf8.hpp>

#include <array>
#include <cstdio>

namespace carrick::tools {
namespace {

std::string hash_of_file(const std::string& file) {
  auto content = read_file(file, config::text_bytes_max);
  std::array<char, 16> out;
  std::snprintf(out.data(), out.size(), "%08x",
                static_cast<unsigned>(name_hash(content ? *content : std::string{})));
  return out.data();
}

} // namespace

std::string banner_of(const config::cluster_spec& spec, const std::string& file) {
  auto count = spec.nodes.size();
  auto plain =
    spec.transport.insecure_plaintext ? "plain, insecure_plaintext = true" : "plain, loopback only";
  return spec.cluster + "  " + std::to_string(count) + (count == 1 ? " node" : " nodes") +
    "  config " + made_printable(file) + " (hash " + hash_of_file(file) + ")  transport tcp  " +
    plain;
}

} // namespace carrick::tools
