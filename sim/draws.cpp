#include <carrick/sim/draws.hpp>

#include <carrick/core/ensure.hpp>

#include <algorithm>
#include <cmath>

namespace carrick::sim {
namespace {

// Made of the four operations alone: the mathematical functions of two C libraries, or of two
// processors, may differ in the last bit, and a seed must mean the same everywhere.

constexpr double ln2 = 0.693147180559945309;

double natural_log(double x) noexcept {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent); // in [0.5, 1)
  const double ratio = (mantissa - 1) / (mantissa + 1);
  double term = ratio;
  double sum = 0;
  for (int n = 1; n < 40; n += 2) {
    sum += term / n;
    term *= ratio * ratio;
  }
  return 2 * sum + exponent * ln2;
}

double exponential_of(double x) noexcept {
  const double whole = std::floor(x / ln2);
  const double rest = x - whole * ln2;
  double term = 1;
  double sum = 1;
  for (int n = 1; n < 20; ++n) {
    term *= rest / n;
    sum += term;
  }
  return std::ldexp(sum, static_cast<int>(whole));
}

std::uint64_t scrambled(std::uint64_t word) noexcept { return random_source{word}.next(); }

std::uint64_t mixed(std::uint64_t seed, std::string_view purpose) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ull; // FNV-1a
  for (char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return scrambled(scrambled(seed) ^ hash);
}

std::uint64_t count_of(duration d) noexcept {
  ENSURE(d >= duration::zero());
  return static_cast<std::uint64_t>(d.count());
}

duration duration_of(std::uint64_t count) noexcept {
  return duration{static_cast<duration::rep>(count)};
}

} // namespace

draws::draws(std::uint64_t seed, std::string_view purpose) noexcept
    : random_(mixed(seed, purpose)) {}

std::uint64_t draws::between(std::uint64_t low, std::uint64_t high) noexcept {
  ENSURE(low <= high);
  const std::uint64_t values = high - low + 1;
  return values == 0 ? next() : low + below(values);
}

duration draws::between(duration low, duration high) noexcept {
  ENSURE(low <= high);
  return low + duration_of(between(0, count_of(high - low)));
}

duration draws::exponential(duration mean) noexcept {
  const double factor = std::min(-natural_log(1 - random_.unit()), 20.0);
  return duration_of(static_cast<std::uint64_t>(static_cast<double>(count_of(mean)) * factor));
}

std::uint64_t draws::magnitude(std::uint64_t low, std::uint64_t high) noexcept {
  ENSURE(low <= high);
  // Moved up by one, for which 0 has a logarithm too.
  const double first = static_cast<double>(low) + 1;
  const double last = static_cast<double>(high) + 1;
  const double drawn = first * exponential_of(random_.unit() * natural_log(last / first)) - 1;
  if (!(drawn < static_cast<double>(high))) return high;
  return std::max(low, static_cast<std::uint64_t>(drawn + 0.5));
}

duration draws::magnitude(duration low, duration high) noexcept {
  return duration_of(magnitude(count_of(low), count_of(high)));
}

} // namespace carrick::sim
