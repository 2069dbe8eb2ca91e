#include <carrick/sim/small_worlds/link_world.hpp>

#include <catch2/catch.hpp>

namespace carrick::sim {
namespace {

void every_order_is_right(const std::function<std::unique_ptr<small_world>()>& make,
                          std::uint64_t orders_min) {
  auto tried = explore(make);
  CAPTURE(tried.choices);
  CHECK(tried.wrong == "");
  CHECK(tried.orders >= orders_min);
}

TEST_CASE("a cancel and the answer that it crosses give one verdict") {
  every_order_is_right(cancel_crosses_answer, 100);
}

TEST_CASE("items, half-close, credit and ends of both sides may cross") {
  every_order_is_right(stream_ends_cross, 1000);
}

TEST_CASE("a goodbye that crosses an opening leaves no doubt about what was executed") {
  every_order_is_right(goodbye_crosses_opening, 100);
}

TEST_CASE("a removal that crosses an opening gives one verdict") {
  every_order_is_right(removal_crosses_opening, 10);
}

TEST_CASE("an order that is wrong is told with its choices") {
  struct broken final : small_world {
    std::size_t taken = 0, sum = 0;
    std::size_t choices() const override { return taken < 2 ? 2 : 0; }
    void take(std::size_t choice) override {
      ++taken;
      sum = sum * 2 + choice;
    }
    std::string wrong() const override { return {}; }
    std::string wrong_at_the_end() override { return sum == 2 ? "the third" : ""; }
  };
  auto tried = explore([] { return std::make_unique<broken>(); });
  CHECK(tried.wrong == "the third");
  CHECK(tried.orders == 3);
  CHECK(tried.choices == std::vector<std::size_t>{1, 0});
}

} // namespace
} // namespace carrick::sim
