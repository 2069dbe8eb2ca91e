// Any bytes to a handshake, on either side, in any pieces: no crash, one outcome, the same outcome
// for any split, and nothing taken after it.

#include <carrick/core/random.hpp>
#include <carrick/net/checksum.hpp>
#include <carrick/net/handshake.hpp>
#include <carrick/net/wire.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace carrick;
using namespace carrick::net;
using namespace std::chrono_literals;

struct open_judge final : admission {
  int rounds = 0;

  verdict identity_known(const identity&, status&, bool&) override { return verdict::accept; }
  verdict establish(const identity&, status&, bool&) override { return verdict::accept; }
  byte_span application_hello() override { return as_bytes("0123456789abcdef"); }
  result<std::optional<buffer>> application_round(const identity&, int round, byte_span) override {
    if (round >= rounds) return std::optional<buffer>{};
    buffer mine;
    mine.append(as_bytes("round"));
    return std::optional<buffer>{std::move(mine)};
  }
};

/// Frames whose checksums are right, as no mutation would make them.
std::vector<std::byte> mended(byte_span input) {
  std::vector<std::byte> bytes(input.begin(), input.end());
  std::size_t at = 8; // behind the preface
  while (at + header_bytes <= bytes.size()) {
    auto end = at + header_bytes + frame_header{load_le<std::uint64_t>(&bytes[at])}.length();
    if (end + checksum_bytes > bytes.size()) break;
    store_le(&bytes[end], frame_checksum(byte_span{bytes}.subspan(at, end - at)));
    at = end + checksum_bytes;
  }
  return bytes;
}

std::string run(byte_span bytes, std::uint8_t choice, std::uint64_t seed) {
  open_judge judge;
  judge.rounds = (choice >> 1) & 3;
  handshake_options options;
  options.self.node = node_id::parse("b").value();
  options.self.cluster = "test";
  options.dialer = (choice & 1) != 0;
  time_point now = time_point{} + 1000h;
  handshake machine{options, judge, now};
  random_source random{seed};
  std::size_t taken = 0;
  while (!bytes.empty()) {
    std::size_t piece =
      std::min<std::size_t>(1 + random.below(seed == 0 ? 4 : bytes.size()), bytes.size());
    std::vector<std::byte> copy(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(piece));
    std::size_t n = machine.feed(copy, now);
    if (n > piece) __builtin_trap();
    taken += n;
    bytes = bytes.subspan(piece);
    if (n < piece) break;
  }
  std::string outcome{as_text(machine.output())};
  if (!machine.outcome()) {
    machine.tick(now + 5s);
    if (!machine.outcome()) __builtin_trap();
    return "late";
  }
  if (machine.outcome()->has_value()) return outcome + std::to_string(taken);
  return outcome + to_string(machine.outcome()->error());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  byte_span bytes{reinterpret_cast<const std::byte*>(data) + 1, size - 1};
  auto taken =
    (data[0] & 8) != 0 ? std::vector<std::byte>(bytes.begin(), bytes.end()) : mended(bytes);
  if (run(taken, data[0], 0) != run(taken, data[0], 1)) __builtin_trap();
  return 0;
}
