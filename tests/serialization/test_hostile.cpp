#include "../support/allocation_meter.hpp"
#include "messages.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace carrick;

namespace {

struct one_vector {
  std::vector<std::uint64_t> xs;
  CARRICK_POST(one_vector, "test.one_vector", xs)
};
template <class Field>
struct of {
  Field field;
  CARRICK_POST(of, "test.of", field)
};

/// A count of `bits` bits, all set, as it stands on the wire.
std::vector<std::byte> count_of(std::uint64_t value) {
  buffer out;
  byte_writer archive{out};
  archive.count(value);
  return {out.bytes().begin(), out.bytes().end()};
}

template <class T>
code code_of(byte_span bytes, const decode_options& options = {}) {
  auto decoded = decode<T>(bytes, options);
  return decoded ? code::ok : decoded.error().code();
}

template <class T>
std::string text_of(byte_span bytes, const decode_options& options = {}) {
  auto decoded = decode<T>(bytes, options);
  return decoded ? "ok" : decoded.error().message();
}

} // namespace

// Row 107.
TEMPLATE_TEST_CASE("a length beyond the bytes takes no memory", "", std::string, blob,
                   std::vector<std::uint8_t>, std::vector<std::uint64_t>, std::vector<std::string>,
                   std::vector<zoo::empty>, std::vector<bool>, std::deque<std::string>,
                   std::list<std::uint32_t>, (std::map<std::string, int>),
                   (std::unordered_map<std::string, int>), std::set<int>, std::unordered_set<int>,
                   std::vector<std::vector<std::string>>) {
  for (std::uint64_t claim :
       {std::uint64_t{1} << 63, std::uint64_t{1} << 36, std::uint64_t{1} << 32, UINT64_MAX,
        std::uint64_t{1'000'000}, std::uint64_t{9}}) {
    auto bytes = count_of(claim);
    bytes.resize(std::max<std::size_t>(bytes.size() + 1, 9));
    decode_options options;
    byte_reader in{bytes, options};
    TestType field{};
    allocation_meter meter;
    CHECK_THROWS_AS(detail::load(in, field), malformed_value);
    // malformed_value holds its text on the heap, and that is all.
    CHECK(meter.bytes() < 256);
  }
}

TEST_CASE("nine bytes that claim 64 GiB take no memory") {
  auto bytes = count_of(std::uint64_t{64} << 27); // of eight bytes each
  bytes.resize(9);
  allocation_meter meter;
  auto decoded = decode<one_vector>(bytes);
  auto taken = meter.largest();
  CHECK_FALSE(decoded.has_value());
  CHECK(decoded.error() == code::malformed);
  CHECK(taken < 256);
}

TEST_CASE("counts have one spelling and 64 bits") {
  for (auto hex : {"80 00", "81 80 00", "80 80 80 80 80 80 80 80 80 80 01",
                   "ff ff ff ff ff ff ff ff ff 02", "80"})
    CHECK(code_of<one_vector>(from_hex(hex)) == code::malformed);
}

// Row 108.
TEST_CASE("elements without bytes cost a byte each") {
  CHECK(bytes_of(of<std::vector<zoo::empty>>{{{}, {}, {}}}) == from_hex("03 00 00 00"));
  auto claim = count_of(1u << 30);
  CHECK(code_of<of<std::vector<zoo::empty>>>(claim) == code::malformed);
  CHECK(code_of<of<std::vector<std::tuple<>>>>(claim) == code::malformed);
  CHECK(code_of<of<std::vector<std::array<int, 0>>>>(claim) == code::malformed);
  CHECK(code_of<of<std::vector<zoo::empty>>>(from_hex("01 01")) == code::malformed);
}

TEST_CASE("elements have a budget for the whole message") {
  of<std::vector<std::vector<bool>>> message{{{true, true}, {true, true}}};
  CHECK(code_of<decltype(message)>(bytes_of(message), {.elements_max = 6}) == code::ok);
  CHECK(code_of<decltype(message)>(bytes_of(message), {.elements_max = 5}) == code::malformed);
}

// Row 109.
TEST_CASE("nesting ends at the depth of the budget") {
  auto nested = [](int depth) {
    std::vector<std::byte> bytes;
    for (int i = 0; i < depth; ++i) bytes.insert(bytes.end(), {std::byte{0}, std::byte{1}});
    bytes.insert(bytes.end(), {std::byte{0}, std::byte{0}});
    return bytes;
  };
  CHECK(code_of<zoo::tree>(nested(64)) == code::ok);
  CHECK(code_of<zoo::tree>(nested(65)) == code::malformed);
  CHECK(text_of<zoo::tree>(nested(65)).find("nested too deeply") != std::string::npos);
  auto deep = nested(100'000);
  code found = code::ok;
  std::thread{[&] { found = code_of<zoo::tree>(deep); }}.join();
  CHECK(found == code::malformed);
}

// Row 110.
TEST_CASE("a boolean is 0 or 1") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    auto bytes = std::vector{static_cast<std::byte>(byte)};
    auto expected = byte < 2 ? code::ok : code::malformed;
    CHECK(code_of<kv::pause>(bytes) == expected);
    CHECK(code_of<of<std::optional<zoo::empty>>>(bytes) == expected);
  }
  CHECK(code_of<of<std::vector<bool>>>(from_hex("01 02")) == code::malformed);
}

TEST_CASE("an enum is one of its enumerators") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    bool listed = byte == 0 || byte == 1 || byte == 7;
    CHECK(code_of<of<zoo::color>>(std::vector{static_cast<std::byte>(byte)}) ==
          (listed ? code::ok : code::malformed));
  }
  CHECK(code_of<of<zoo::cage::state>>(from_hex("ff ff ff ff")) == code::ok);
  CHECK(code_of<of<zoo::cage::state>>(from_hex("00 00 00 00")) == code::malformed);
  // Not even a value of the enum: its type is not fixed.
  CHECK(code_of<of<zoo::cage::state>>(from_hex("00 00 08 0a")) == code::malformed);
}

TEST_CASE("the index of a variant is one of its alternatives") {
  using choice = of<std::variant<bool, std::monostate>>;
  CHECK(code_of<choice>(from_hex("00 01")) == code::ok);
  CHECK(code_of<choice>(from_hex("01")) == code::ok);
  for (auto hex : {"02", "ff", "00 02", ""})
    CHECK(code_of<choice>(from_hex(hex)) == code::malformed);
}

TEST_CASE("a duration fits its type") {
  using shorter = of<std::chrono::duration<std::int32_t>>;
  CHECK(code_of<shorter>(from_hex("ff ff ff 7f 00 00 00 00")) == code::ok);
  CHECK(code_of<shorter>(from_hex("00 00 00 80 00 00 00 00")) == code::malformed);
}

// Row 112.
TEST_CASE("a good message cut anywhere is no message") {
  auto bytes = bytes_of(zoo::full());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    INFO("cut at " << size << " of " << bytes.size());
    REQUIRE(code_of<zoo::everything>(cut) == code::malformed);
  }
}

TEST_CASE("bytes behind the last field are an error") {
  auto bytes = bytes_of(zoo::full());
  bytes.push_back(std::byte{0});
  CHECK(code_of<zoo::everything>(bytes) == code::malformed);
  CHECK(code_of<kv::stop>(from_hex("00")) == code::malformed);
}

TEST_CASE("any byte of a good message may be wrong") {
  auto bytes = bytes_of(zoo::full());
  for (auto& byte : bytes)
    for (auto flip : {0x01, 0x80, 0xff}) {
      byte ^= static_cast<std::byte>(flip);
      auto decoded = decode<zoo::everything>(bytes);
      if (decoded) CHECK(bytes_of(*decoded).size() == bytes.size());
      byte ^= static_cast<std::byte>(flip);
    }
}

// Row 114.
TEST_CASE("a key stands once, and sorted keys in order") {
  CHECK(code_of<of<std::set<std::uint8_t>>>(from_hex("02 01 02")) == code::ok);
  CHECK(code_of<of<std::set<std::uint8_t>>>(from_hex("02 01 01")) == code::malformed);
  CHECK(code_of<of<std::set<std::uint8_t>>>(from_hex("02 02 01")) == code::malformed);
  CHECK(code_of<of<std::unordered_set<std::uint8_t>>>(from_hex("02 02 01")) == code::ok);
  CHECK(code_of<of<std::unordered_set<std::uint8_t>>>(from_hex("02 01 01")) == code::malformed);
  CHECK(code_of<of<std::map<std::uint8_t, bool>>>(from_hex("02 01 00 01 00")) == code::malformed);
  CHECK(code_of<of<std::map<std::uint8_t, bool>>>(from_hex("02 02 00 01 00")) == code::malformed);
  CHECK(code_of<of<std::unordered_map<std::uint8_t, bool>>>(from_hex("02 01 00 01 00")) ==
        code::malformed);
  // A NaN is in no order.
  CHECK(code_of<of<std::set<float>>>(from_hex("02 00 00 c0 7f 00 00 c0 7f")) == code::malformed);
}

TEST_CASE("a flood of keys of one hash ends early") {
  // std::hash of an integer is itself: these meet in one bucket of a table of the final size.
  std::unordered_set<std::uint64_t> sized;
  for (std::uint64_t i = 0; i < 20'000; ++i) sized.insert(i);
  buffer bytes;
  byte_writer out{bytes};
  out.count(20'000);
  for (std::uint64_t i = 0; i < 20'000; ++i) out.number(i * sized.bucket_count());
  CHECK(text_of<of<std::unordered_set<std::uint64_t>>>(bytes.bytes()).find("of one hash") !=
        std::string::npos);
}

// Row 115.
TEST_CASE("a text is UTF-8, bytes are anything") {
  CHECK(code_of<of<std::string>>(from_hex("02 c3 bc")) == code::ok);
  for (auto hex : {"01 ff", "01 c3", "02 c0 80", "03 ed a0 80", "04 f4 90 80 80"}) {
    CHECK(code_of<of<std::string>>(from_hex(hex)) == code::malformed);
    CHECK(code_of<of<blob>>(from_hex(hex)) == code::ok);
  }
  CHECK(code_of<of<std::map<std::string, bool>>>(from_hex("01 01 ff 00")) == code::malformed);
}

TEST_CASE("a node id is one") {
  CHECK(code_of<of<node_id>>(from_hex("02 6e 31")) == code::ok);
  CHECK(code_of<of<node_id>>(from_hex("00")) == code::ok);
  CHECK(code_of<of<node_id>>(from_hex("02 6e 20")) == code::malformed);
}

TEST_CASE("an error names message, field and byte") {
  CHECK(text_of<kv::value>(from_hex("02 61 62 07")) ==
        "kv.value.found, byte 4 of 4: a boolean is neither 0 nor 1");
  CHECK(text_of<kv::value>(from_hex("00 01 00")) ==
        "kv.value, byte 2 of 3: bytes follow the last field");
}
