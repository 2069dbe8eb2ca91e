#pragma once

#include <carrick/serialization/declare.hpp>

/// CARRICK_DATA for a type that is not yours to change; its fields must be public. Stands in the
/// global namespace, before the first message that has such a field:
///
///     CARRICK_DATA_FOR(geo::point, "geo.point", x, y)
///
/// Types with private parts get a specialisation of carrick::declaration by hand, with `self`,
/// `conversation`, `name`, `field_list` and `tie`.
#define CARRICK_DATA_FOR(type, wire_name, ...)                                                     \
  template <>                                                                                      \
  struct carrick::declaration<type> {                                                              \
    using self = type;                                                                             \
    using conversation = ::carrick::conversation::data;                                            \
    static constexpr ::std::string_view name() { return wire_name; }                               \
    static constexpr ::std::string_view field_list() { return #__VA_ARGS__; }                      \
    static auto places(type& x_) {                                                                 \
      using listed =                                                                               \
        decltype(::carrick::detail::places_of_each(CARRICK_DETAIL_OF(x_, __VA_ARGS__)));           \
      CARRICK_DETAIL_CHECK_LISTED(type, type, listed)                                              \
      return ::carrick::detail::places_of_each(CARRICK_DETAIL_OF(x_, __VA_ARGS__));                \
    }                                                                                              \
  };

// `x.a, x.b, x.c` from `x, a, b, c`: each level of scanning four times as many, 64 fields in all.
#define CARRICK_DETAIL_OF(x, ...)                                                                  \
  __VA_OPT__(CARRICK_DETAIL_SCAN(CARRICK_DETAIL_STEP(x, __VA_ARGS__)))
#define CARRICK_DETAIL_STEP(x, first, ...)                                                         \
  x.first __VA_OPT__(, CARRICK_DETAIL_AGAIN CARRICK_DETAIL_PAREN(x, __VA_ARGS__))
#define CARRICK_DETAIL_AGAIN() CARRICK_DETAIL_STEP
#define CARRICK_DETAIL_PAREN ()
#define CARRICK_DETAIL_SCAN(...)                                                                   \
  CARRICK_DETAIL_SCAN3(                                                                            \
    CARRICK_DETAIL_SCAN3(CARRICK_DETAIL_SCAN3(CARRICK_DETAIL_SCAN3(__VA_ARGS__))))
#define CARRICK_DETAIL_SCAN3(...)                                                                  \
  CARRICK_DETAIL_SCAN2(                                                                            \
    CARRICK_DETAIL_SCAN2(CARRICK_DETAIL_SCAN2(CARRICK_DETAIL_SCAN2(__VA_ARGS__))))
#define CARRICK_DETAIL_SCAN2(...)                                                                  \
  CARRICK_DETAIL_SCAN1(                                                                            \
    CARRICK_DETAIL_SCAN1(CARRICK_DETAIL_SCAN1(CARRICK_DETAIL_SCAN1(__VA_ARGS__))))
#define CARRICK_DETAIL_SCAN1(...) __VA_ARGS__
