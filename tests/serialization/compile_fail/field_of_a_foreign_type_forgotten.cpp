// expects: carrick: geo::point has more members than its macro lists
#include <carrick/serialization/declare_for.hpp>
#include <carrick/serialization/message_type.hpp>

namespace geo {
struct point {
  double x = 0, y = 0, z = 0;
};
} // namespace geo
CARRICK_DATA_FOR(geo::point, "geo.point", x, y)
