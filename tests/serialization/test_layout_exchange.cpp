#include "messages.hpp"

#include <carrick/core/random.hpp>
#include <carrick/serialization/layout_exchange.hpp>

#include <catch2/catch.hpp>

using namespace carrick;

namespace older {
struct value {
  std::string data;
  CARRICK_DATA(value, "kv.value", data)
};
struct put {
  std::string key;
  std::uint32_t ttl = 0;
  std::string data;
  CARRICK_POST(put, "kv.put", key, ttl, data)
};
struct get {
  std::string key;
  CARRICK_REQUEST(get, "kv.get", value, key)
};
struct change {
  std::int32_t key = 0;
  CARRICK_DATA(change, "kv.change", key)
};
struct watch {
  std::string prefix;
  CARRICK_STREAM(watch, "kv.watch", change, kv::pause, prefix)
};
struct liquid {
  CARRICK_POST(liquid, "liquid")
};
struct costarring {
  CARRICK_POST(costarring, "costarring")
};
} // namespace older

namespace {

/// Both n1_and_n2 of an exchange, driven as a handshake drives them.
struct meeting {
  layout_exchange a, b;
  int rounds = 0;

  meeting(const message_registry& left, const message_registry& right) : a(left), b(right) {
    run();
  }

  void run() {
    buffer from_a, from_b;
    from_a.append(a.hello());
    from_b.append(b.hello());
    for (;; ++rounds) {
      auto next_a = a.round(rounds, from_b.bytes(), n1_and_n2).value();
      auto next_b = b.round(rounds, from_a.bytes(), {"n2", "n1"}).value();
      REQUIRE(next_a.has_value() == next_b.has_value());
      if (!next_a) return;
      from_a = std::move(*next_a);
      from_b = std::move(*next_b);
      CHECK(from_a.size() <= layout_exchange::round_bytes_max);
      CHECK(from_b.size() <= layout_exchange::round_bytes_max);
    }
  }
};

/// The bytes of a round, in a vector of their own size.
std::vector<std::byte> sent(const result<std::optional<buffer>>& round) {
  REQUIRE(round.has_value());
  REQUIRE(round.value().has_value());
  auto bytes = round.value()->bytes();
  return {bytes.begin(), bytes.end()};
}

template <message... T>
message_registry registry_of() {
  return message_registry{}.add<T...>();
}

} // namespace

TEST_CASE("equal registries meet in their hellos") {
  auto same = registry_of<kv::get, kv::put>();
  meeting m{same, same};
  CHECK(m.rounds == 0);
  CHECK(m.a.hello().size() == 16);
  CHECK(m.a.verdict().differences().empty());
}

TEST_CASE("messages that one side lacks are no difference") {
  meeting m{registry_of<kv::get, kv::put>(), registry_of<kv::get>()};
  CHECK(m.rounds == 1);
  CHECK(m.a.verdict().differences().empty());
  meeting with_none{registry_of<kv::get>(), registry_of<>()};
  CHECK(with_none.rounds == 1);
}

TEST_CASE("an appended field is read with the defaults") {
  auto ours = registry_of<kv::get>(), theirs = registry_of<older::get>();
  meeting m{ours, theirs};
  CHECK(m.rounds == 2);
  auto newer = m.a.verdict().options_for(message_id<kv::value>);
  auto older = m.b.verdict().options_for(message_id<kv::value>);
  REQUIRE(newer.has_value());
  REQUIRE(older.has_value());
  CHECK(newer->known_fields == 1);
  CHECK(older->allow_longer);
  CHECK(m.a.verdict().options_for(message_id<kv::get>).has_value());

  auto from_older = decode<kv::value>(bytes_of(older::value{"x"}), *newer);
  auto from_newer = decode<older::value>(bytes_of(kv::value{"y", true}), *older);
  CHECK(from_older.value().data == "x");
  CHECK(from_newer.value().data == "y");
}

TEST_CASE("a changed message is refused by message and field, on both n1_and_n2") {
  auto ours = registry_of<kv::put, kv::get>(), theirs = registry_of<older::put, kv::get>();
  meeting m{ours, theirs};
  auto refused = m.a.verdict().options_for(message_id<kv::put>);
  REQUIRE(refused.has_error());
  CHECK(refused.error() == code::version_mismatch);
  CHECK_THAT(refused.error().message(), Catch::Contains("\"ttl\" of kv.put was inserted on n2"));
  CHECK_FALSE(m.b.verdict().compatible(message_id<kv::put>));
  CHECK(m.a.verdict().compatible(message_id<kv::get>));
  CHECK(m.a.verdict().sentences().size() == 1);
}

TEST_CASE("a stream whose items differ is refused with them") {
  meeting m{registry_of<kv::watch>(), registry_of<older::watch>()};
  CHECK_FALSE(m.a.verdict().compatible(message_id<kv::change>));
  auto refused = m.a.verdict().options_for(message_id<kv::watch>);
  REQUIRE(refused.has_error());
  CHECK(refused.error().message() ==
        "kv.watch uses kv.change: kv.change.key is string on n1 and i32 on n2");
  CHECK_FALSE(m.b.verdict().compatible(message_id<kv::watch>));
}

TEST_CASE("one id for two names is found when they meet") {
  meeting m{registry_of<older::liquid>(), registry_of<older::costarring>()};
  CHECK(m.a.verdict().sentences() ==
        std::vector<std::string>{"the names liquid on n1 and costarring on n2 have the same 32-bit "
                                 "hash: rename one of them"});
}

TEST_CASE("bytes of a stranger end the exchange as malformed") {
  auto ours = registry_of<kv::get, kv::put>();
  layout_exchange exchange{ours};
  CHECK(exchange.round(0, from_hex("00 01"), n1_and_n2).error() == code::malformed);
  CHECK(exchange.round(1, from_hex("ff ff ff 7f"), n1_and_n2).error() == code::malformed);
  CHECK(exchange.round(1, std::vector<std::byte>(100'000), n1_and_n2).error() == code::malformed);
  CHECK(exchange.round(2, from_hex("01"), n1_and_n2).error() == code::malformed);
  CHECK(exchange.round(3, {}, n1_and_n2).error() == code::malformed);
}

TEST_CASE("descriptions cut or changed anywhere never pass for others unseen") {
  auto ours = registry_of<kv::put>(), theirs = registry_of<older::put>();
  layout_exchange writer{theirs};
  std::vector<std::byte> hello(16);
  auto second = writer.round(0, hello, n1_and_n2);
  layout_exchange reader{ours};
  auto ours_list = reader.round(0, writer.hello(), n1_and_n2);
  auto third = writer.round(1, sent(ours_list), n1_and_n2);
  REQUIRE(reader.round(1, sent(second), n1_and_n2).value().has_value());
  auto bytes = sent(third);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto cut = reader.round(2, byte_span{bytes}.first(size), n1_and_n2);
    CHECK(cut.has_error());
  }
  for (auto& byte : bytes) {
    auto kept = byte;
    byte = std::byte{0x1b}; // an escape for terminals
    auto judged = reader.round(2, bytes, n1_and_n2);
    if (judged.has_value())
      for (const auto& sentence : reader.verdict().sentences())
        CHECK(sentence.find('\x1b') == std::string::npos);
    byte = kept;
  }
}
