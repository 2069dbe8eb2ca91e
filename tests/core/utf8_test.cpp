#include <carrick/core/utf8.hpp>

#include <carrick/core/random.hpp>

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

TEST_CASE("each byte that is no UTF-8 is replaced, and nothing else") {
  using carrick::made_valid;
  CHECK(made_valid("gr\xc3\xbc\xc3\x9f") == "gr\xc3\xbc\xc3\x9f");
  CHECK(made_valid("a\xff"
                   "b") ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(made_valid("\xc3") == "\xef\xbf\xbd");
  CHECK(made_valid("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      CHECK(
        valid_utf8(made_valid(std::string{static_cast<char>(first), static_cast<char>(second)})));
}

TEST_CASE("a text is cut between letters") {
  using carrick::cut_text;
  CHECK(cut_text("abc", 3) == "abc");
  CHECK(cut_text("abc", 2) == "ab");
  CHECK(cut_text("a\xc3\xbc", 2) == "a");
  CHECK(cut_text("a\xc3\xbc", 3) == "a\xc3\xbc");
  CHECK(cut_text("\xf0\x9f\x98\x80x", 3).empty());
  CHECK(cut_text("\xf0\x9f\x98\x80x", 4) == "\xf0\x9f\x98\x80");
  CHECK(cut_text("\x80\x80\x80\x80\x80\x80", 5).size() == 5); // no UTF-8 anyway
  CHECK(cut_text("\xc3\xbc", 0).empty());
}

TEST_CASE("a name has no control characters, of the second row neither") {
  using carrick::printable_utf8;
  for (auto text : {"", "n1", "gr\xc3\xbc\xc3\x9f", "\xc2\xa0", "\xe2\x82\xac"})
    CHECK(printable_utf8(text));
  for (auto text : {"\n", "a\x1b[31m", "\x7f", "\xc2\x80", "\xc2\x9b", "\xc2\x9f", "\xff"})
    CHECK_FALSE(printable_utf8(text));
  CHECK_FALSE(printable_utf8(std::string(1, '\0')));
}

TEST_CASE("what is made printable shows each byte that may not stand in a line") {
  using carrick::made_printable;
  CHECK(made_printable("gr\xc3\xbc\xc3\x9f \\x41") == "gr\xc3\xbc\xc3\x9f \\x41");
  CHECK(made_printable("a\nb\x1b[0m") == "a\\x0ab\\x1b[0m");
  CHECK(made_printable("\xc2\x9b\xff\x7f") == "\\xc2\\x9b\\xff\\x7f");
  carrick::random_source random{7};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto length = random.below(8); length > 0; --length)
      text += static_cast<char>(random.below(256));
    const auto printable = made_printable(text);
    CHECK(carrick::printable_utf8(printable));
    if (carrick::printable_utf8(text)) CHECK(printable == text);
  }
}
