#include <carrick/core/status.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>

namespace carrick {
namespace {

TEST_CASE("a status is ok until it says otherwise, and keeps its text when copied and moved") {
  status fine;
  CHECK(fine.ok());
  CHECK(fine.message().empty());
  CHECK(to_string(fine) == "ok");

  status wrong{code::not_found, "no actor named stor"};
  status copy = wrong;
  CHECK(copy == code::not_found);
  CHECK(copy.message() == "no actor named stor");
  CHECK(copy.message().data() != wrong.message().data());

  fine = copy;
  CHECK(fine.message() == "no actor named stor");
  const status& itself = fine;
  fine = itself;
  CHECK(fine.message() == "no actor named stor");

  status moved = std::move(copy);
  CHECK(to_string(moved) == "not_found: no actor named stor");
  CHECK(to_string(status{code::cancelled}) == "cancelled");
  CHECK(to_string(status{code::cancelled, ""}) == "cancelled");
}

} // namespace
} // namespace carrick

TEST_CASE("a status has UTF-8 as its text, whatever it is made from") {
  CHECK(carrick::status{carrick::code::internal, "no \xff"}.message() == "no \xef\xbf\xbd");
}
