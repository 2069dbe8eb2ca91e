#include <carrick/serialization/utf8.hpp>

#include <catch2/catch.hpp>

#include <string>

using carrick::valid_utf8;

TEST_CASE("good UTF-8") {
  for (auto text :
       {"", "plain", "a text longer than eight bytes", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
        "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "12345678\xc3\xbc"
        "12345678"})
    CHECK(valid_utf8(text));
  CHECK(valid_utf8(std::string(3, '\0')));
}

TEST_CASE("bad UTF-8") {
  for (auto text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe0\xa0",
        "\xe0\xa0\x41", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "12345678\xff", "1234567\xc3"})
    CHECK_FALSE(valid_utf8(text));
}
