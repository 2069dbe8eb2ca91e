#include <carrick/tools/durations.hpp>

#include <array>
#include <cstdio>

namespace carrick::tools {
namespace {

std::string three_digits(double value, const char* unit) {
  int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  std::array<char, 48> text;
  std::snprintf(text.data(), text.size(), "%.*f %s", decimals, value, unit);
  return text.data();
}

} // namespace

std::string show_duration(duration d) {
  using namespace std::chrono;
  auto seconds_of = duration_cast<std::chrono::duration<double>>(d).count();
  if (d < 1us) return std::to_string(duration_cast<nanoseconds>(d).count()) + " ns";
  if (d < 1ms) return three_digits(seconds_of * 1e6, "us");
  if (d < 1s) return three_digits(seconds_of * 1e3, "ms");
  if (d < 1min) return three_digits(seconds_of, "s");
  auto whole = duration_cast<seconds>(d).count();
  return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

} // namespace carrick::tools
