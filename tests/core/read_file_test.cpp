#include <carrick/core/read_file.hpp>
#include <carrick/tests/support/scratch_folder.hpp>

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace carrick {
namespace {

using test::scratch_folder;

TEST_CASE("a file is read whole up to its limit") {
  scratch_folder folder;
  for (std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, std::size_t{70'000}}) {
    CAPTURE(size);
    const auto text = std::string(size, 'x');
    const auto file = folder.write("a", text);
    CHECK(read_file(file, size).value() == text);
    CHECK(read_file(file, size + 1).value() == text);
    if (size == 0) continue;
    auto larger = read_file(file, size - 1);
    REQUIRE_FALSE(larger);
    CHECK(larger.error() == code::too_large);
  }
}

TEST_CASE("of what has no end no more than the limit is read") {
  auto zeros = read_file("/dev/zero", 1 << 20);
  REQUIRE_FALSE(zeros);
  CHECK(zeros.error() == code::too_large);
  CHECK(zeros.error().message() == "more than 1MiB");

  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const std::string text = "0123456789";
  REQUIRE(::write(ends[1], text.data(), text.size()) == 10);
  CHECK_FALSE(read_file("/dev/fd/" + std::to_string(ends[0]), 4)); // its writer is still there
  char left[16];
  CHECK(::read(ends[0], left, sizeof left) == 5);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("what cannot be read says why") {
  scratch_folder folder;
  auto missing = read_file(folder.path().string() + "/none", 10);
  REQUIRE_FALSE(missing);
  CHECK(missing.error() == code::not_found);
  CHECK(missing.error().message() == "No such file or directory");
  auto directory = read_file(folder.path().string(), 10);
  REQUIRE_FALSE(directory);
  CHECK(directory.error().message() == "Is a directory");
}

} // namespace
} // namespace carrick
