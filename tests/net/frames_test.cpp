#include "../support/allocation_meter.hpp"
#include "../support/raw_frames.hpp"

#include <carrick/net/frame_reader.hpp>
#include <carrick/net/frame_writer.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace carrick;
using namespace carrick::net;
using namespace carrick::net::test;
using namespace std::chrono_literals;

namespace {

using outcome = frame_reader::outcome;

/// What a reader makes of bytes that arrive in pieces of a size: frames as text, then the outcome.
std::vector<std::string> read_in_pieces(std::string_view bytes, std::size_t piece,
                                        bool checksum = false) {
  frame_reader reader{64 * 1024, checksum};
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string part{bytes.substr(at, piece)};
    reader.feed(as_bytes(part));
    frame f;
    outcome got;
    while ((got = reader.next(f)) == outcome::frame)
      seen.push_back(std::to_string(f.header.kind_byte()) + " " + std::to_string(f.header.id()) +
                     " " + std::string{as_text(f.payload)});
    if (got == outcome::none) continue;
    seen.push_back("broken " + std::to_string(static_cast<int>(got)));
    return seen;
  }
  return seen;
}

std::string sample_session(bool checksum) {
  auto one = checksum ? raw_checked : raw;
  std::string out;
  out += one(frame_kind::request, 1, addressed_body("first"), 0);
  out += one(frame_kind::ping, 7, {}, 0);
  out += one(frame_kind::item, 3, std::string(300, 'x'), frame_flag::more);
  out += one(frame_kind::item, 3, "", 0);
  out += one(static_cast<frame_kind>(29), 3, "later", 0);
  out += one(frame_kind::response, 0xffffffff, "last", 0);
  return out;
}

} // namespace

TEST_CASE("the worked bytes of docs/protocol.md") {
  frame_queue queue;
  frame_writer writer{false};
  outgoing request{.kind = frame_kind::request,
                   .id = 0x1007,
                   .addressed = true,
                   .to = {name_hash("store"), name_hash("kv.get")}};
  writer.write(queue, request);
  writer.write(queue, {.kind = frame_kind::response, .id = 0x1007});
  request.has_deadline = true;
  request.deadline = encode_deadline(200ms);
  writer.write(queue, request);
  const std::string expected{
    "\x08\x00\x00\x08\x07\x10\x00\x00\x2e\xbc\xe7\xc7\xfa\x7d\xf5\x02"
    "\x00\x00\x00\x09\x07\x10\x00\x00"
    "\x0a\x00\x00\x28\x07\x10\x00\x00\x2e\xbc\xe7\xc7\xfa\x7d\xf5\x02\xc8\x00",
    16 + 8 + 18};
  CHECK(std::string{as_text(queue.seal())} == expected);
}

TEST_CASE("a deadline is rounded down by at most 0.05 percent") {
  CHECK(encode_deadline(-1s) == 0);
  CHECK(encode_deadline(999us) == 0);
  CHECK(decode_deadline(encode_deadline(5s)) == 5s);
  CHECK(decode_deadline(encode_deadline(4095ms)) == 4095ms);
  CHECK(decode_deadline(encode_deadline(4097ms)) == 4096ms);
  CHECK(encode_deadline(10000h) == 0xffff);
  for (std::int64_t ms = 1; ms < 24 * 3'600'000; ms += 1 + ms / 7) {
    auto back = decode_deadline(encode_deadline(std::chrono::milliseconds{ms})).count();
    REQUIRE(back <= ms);
    REQUIRE(static_cast<double>(ms - back) <= 0.0005 * static_cast<double>(ms));
  }
}

TEST_CASE("A3 frames are the same whole, byte by byte and in any pieces") {
  bool checksum = GENERATE(false, true);
  auto bytes = sample_session(checksum);
  auto whole = read_in_pieces(bytes, bytes.size(), checksum);
  CHECK(whole.size() == 6);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece)
    REQUIRE(read_in_pieces(bytes, piece, checksum) == whole);
}

TEST_CASE("A1 A2 a frame that is cut anywhere is not delivered") {
  auto bytes = raw(frame_kind::request, 1, addressed_body("body"));
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK(read_in_pieces(std::string_view{bytes}.substr(0, length), 1000).empty());
}

TEST_CASE("A6 too large is known from the header alone") {
  for (std::size_t length : {64u * 1024 + 1, (1u << 24) - 1}) {
    auto header = raw_header(frame_kind::item, 1, length);
    auto piece = GENERATE(1u, 3u, 8u);
    CHECK(
      read_in_pieces(header, piece) ==
      std::vector<std::string>{"broken " + std::to_string(static_cast<int>(outcome::too_large))});
  }
  CHECK(read_in_pieces(raw(frame_kind::item, 1, std::string(64 * 1024, 'x')), 1000).size() == 1);
}

TEST_CASE("memory of an unfinished frame grows with the bytes received") {
  frame_reader reader{frame_bytes_max, false};
  auto header = raw_header(frame_kind::item, 1, frame_bytes_max);
  frame f;
  reader.feed(as_bytes(header));
  CHECK(reader.next(f) == outcome::none);
  CHECK(reader.carried() == header.size());
}

TEST_CASE("A9 A10 A11 kinds and flags, all 256 of them") {
  std::string defined = "allowed:";
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string bytes(8, '\0');
    bytes[3] = static_cast<char>(byte);
    bool let_in = read_in_pieces(bytes, 8).at(0).find("broken") == std::string::npos;
    unsigned kind = byte & 31;
    bool known = kind >= 1 && kind <= 21;
    if (kind >= 24) CHECK(let_in);
    if (kind == 0 || kind == 22 || kind == 23) CHECK_FALSE(let_in);
    if (known && (byte & 0xe0) == 0) CHECK(let_in);
    if (known && let_in && (byte & frame_flag::deadline)) CHECK((kind == 8 || kind == 16));
  }
}

TEST_CASE("A14 A15 a flipped bit anywhere in a frame is found") {
  auto bytes = raw_checked(frame_kind::request, 77, addressed_body("some body"));
  REQUIRE(read_in_pieces(bytes, 1000, true).size() == 1);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    auto seen = read_in_pieces(damaged, 1000, true);
    // A longer length waits for more; everything else is seen at once.
    for (const auto& line : seen) REQUIRE(line.starts_with("broken"));
  }
}

TEST_CASE("what was fed can be kept, in the middle of a batch") {
  auto bytes = sample_session(false);
  frame_reader reader{64 * 1024, false};
  frame f;
  {
    std::string temporary = bytes;
    reader.feed(as_bytes(temporary));
    REQUIRE(reader.next(f) == outcome::frame);
    reader.retain();
  }
  int more = 0;
  while (reader.next(f) == outcome::frame) ++more;
  CHECK(more == 5);
}

TEST_CASE("a queue gives runs of whole frames, of at most 64 KiB") {
  frame_queue queue;
  frame_writer writer{false};
  std::string expected, got;
  auto add = [&](std::size_t payload) {
    std::string body(payload, static_cast<char>('a' + expected.size() % 26));
    writer.write(queue, {frame_kind::item, 0, 1, payload}, as_bytes(body));
    expected += raw(frame_kind::item, 1, body);
  };
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < 300; ++i) add(i * 7 % 1500);
    add(64 * 1024);
    add(10);
    for (int i = 0; i < 3; ++i) {
      auto run = queue.seal();
      if (run.empty()) break;
      bool one_frame = run.size() == header_bytes + 64 * 1024;
      CHECK((run.size() <= frame_queue::run_bytes || one_frame));
      got += as_text(run);
      // What is appended meanwhile does not touch the run.
      add(100);
      CHECK(got.substr(got.size() - run.size()) == as_text(run));
      queue.release();
    }
  }
  for (auto run = queue.seal(); !run.empty(); run = queue.seal()) {
    got += as_text(run);
    queue.release();
  }
  CHECK(got == expected);
  CHECK(queue.empty());
  CHECK(queue.sealed_total() == queue.appended_total());
}

TEST_CASE("what waits to be written takes little more memory than its bytes, and is not copied") {
  const auto payload = GENERATE(64u, 1'000u, 20'000u, 33'000u, 65'536u);
  CAPTURE(payload);
  const std::string body(payload, 'x');
  frame_writer writer{false};
  frame_queue queue;
  constexpr std::ptrdiff_t slack = 3 * 64 * 1024;
  auto bytes = [&] { return static_cast<std::ptrdiff_t>(queue.size()); };
  const allocation_meter meter;
  while (queue.size() < 32 * limits::MiB) {
    writer.write(queue, {frame_kind::response, 0, 1, payload}, as_bytes(body));
    if (queue.frames() % 64 == 0) REQUIRE(meter.held() <= bytes() + bytes() / 16 + slack);
  }
  CHECK(meter.bytes() <= queue.size() + queue.size() / 16 + slack);
  while (!queue.seal().empty()) {
    queue.release();
    REQUIRE(meter.held() <= bytes() + bytes() / 16 + 12 * 66 * 1024);
  }
  queue.shrink();
  CHECK(meter.held() == 0);
}

namespace {

/// Transfer 7 has a place.
class one_place final : public chunk_places {
 public:
  std::byte* place_for(std::uint32_t transfer, std::size_t length) override {
    if (transfer != 7) return nullptr;
    memory.resize(length);
    return memory.data();
  }
  std::vector<std::byte> memory;
};

} // namespace

TEST_CASE("the rest of a large frame goes where it belongs, whatever the pieces") {
  std::string body(20'000, ' ');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7 / 3);
  const std::vector<std::string> frames{
    raw(frame_kind::ping, 1),
    raw(frame_kind::chunk, 7, body),
    raw(frame_kind::chunk, 7, body.substr(1)),
    raw(frame_kind::chunk, 8, body),
    raw(frame_kind::request, 9, addressed_body(body)),
    raw(frame_kind::ping, 2),
  };
  auto checksum = GENERATE(false, true);
  std::string bytes;
  for (const auto& f : frames) bytes += checksum ? f + wire_of(frame_checksum(as_bytes(f))) : f;
  auto piece = GENERATE(as<std::size_t>{}, 1, 7, 8, 9, 4'096, 10'000, 20'008, 50'000, 200'000);
  auto uses_room = GENERATE(false, true);
  auto retains = GENERATE(false, true);
  CAPTURE(checksum, piece, uses_room, retains);

  one_place places;
  frame_reader reader{64 * 1024, checksum, &places};
  std::size_t seen = 0, in_place = 0, filled = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    std::string part = bytes.substr(at, piece);
    at += part.size();
    auto room = uses_room ? reader.room() : std::span<std::byte>{};
    auto count = std::min(room.size(), part.size());
    if (count > 0) {
      std::copy_n(as_bytes(part).begin(), count, room.begin());
      reader.filled(count);
      filled += count;
    }
    std::string rest = part.substr(count);
    reader.feed(as_bytes(rest));
    frame f;
    while (reader.next(f) == outcome::frame) {
      REQUIRE(seen < frames.size());
      CHECK((as_text(f.payload) == std::string_view{frames[seen]}.substr(header_bytes)));
      if (f.payload.data() == places.memory.data() && !f.payload.empty()) ++in_place;
      ++seen;
      if (retains) {
        reader.retain();
        std::fill(rest.begin(), rest.end(), '!');
      }
    }
  }
  CHECK(seen == frames.size());
  CHECK(reader.carried() == 0);
  if (piece < 20'000 && !retains) CHECK(in_place == 2);
  if (uses_room && piece < 20'000) CHECK(filled >= 4 * (20'000 - piece - 8'192));
}

TEST_CASE("a damaged frame is found in the place that it was read into") {
  auto damaged = GENERATE(as<std::size_t>{}, 5, header_bytes + 9'000, header_bytes + 20'000);
  auto bytes = raw_checked(frame_kind::chunk, 7, std::string(20'000, 'x'));
  bytes[damaged] = static_cast<char>(bytes[damaged] ^ 1);
  one_place places;
  frame_reader reader{64 * 1024, true, &places};
  frame f;
  reader.feed(as_bytes(bytes).first(10));
  REQUIRE(reader.next(f) == outcome::none);
  REQUIRE(places.memory.size() == (damaged == 5 ? 0 : 20'000));
  reader.feed(as_bytes(bytes).subspan(10));
  CHECK(reader.next(f) == outcome::corrupt);
}
