// Buffers a line on the WGS 84 ellipsoid with Boost.Geometry, by Karney's geodesics.
//
// Reads "radius_in_metres points_of_a_circle", then of each part the number of its vertices and their
// lon lat, from standard input.
// Writes the milliseconds of processor time that a second buffer took, then one ring a line: whether it is a hole (0
// or 1; holes come after their shell), then lon lat of its vertices.
#include <cstdio>
#include <ctime>
#include <iostream>

#include <boost/geometry.hpp>
#include <boost/geometry/formulas/karney_direct.hpp>
#include <boost/geometry/formulas/karney_inverse.hpp>
#include <boost/geometry/strategies/buffer.hpp>

namespace bg = boost::geometry;
using Point = bg::model::point<double, 2, bg::cs::geographic<bg::degree>>;
using Line = bg::model::linestring<Point>;
using Lines = bg::model::multi_linestring<Line>;
using Polygon = bg::model::polygon<Point, false>;
using Areas = bg::model::multi_polygon<Polygon>;
using Karney = bg::strategy::karney;

static Areas buffer(const Lines& lines, double radius_m, std::size_t points) {
  Areas made;
  bg::buffer(lines, made, bg::strategy::buffer::distance_symmetric<double>(radius_m),
             bg::strategy::buffer::geographic_side_straight<Karney>(),
             bg::strategy::buffer::geographic_join_round<Karney>(points),
             bg::strategy::buffer::geographic_end_round<Karney>(points),
             bg::strategy::buffer::geographic_point_circle<Karney>(points));
  return made;
}

template <typename Ring>
static void write(const Ring& ring, int is_hole) {
  std::printf("%d", is_hole);
  for (const Point& at : ring) std::printf(" %.12f %.12f", bg::get<0>(at), bg::get<1>(at));
  std::printf("\n");
}

int main() {
  double radius_m, lon, lat;
  std::size_t points, count;
  Lines lines;
  std::cin >> radius_m >> points;
  while (std::cin >> count) {
    lines.emplace_back();
    while (count-- > 0 && std::cin >> lon >> lat) lines.back().push_back(Point(lon, lat));
  }
  buffer(lines, radius_m, points);
  const std::clock_t start = std::clock();
  const Areas made = buffer(lines, radius_m, points);
  std::printf("%.3f\n", 1000.0 * (std::clock() - start) / CLOCKS_PER_SEC);
  for (const Polygon& part : made) {
    write(part.outer(), 0);
    for (const auto& hole : part.inners()) write(hole, 1);
  }
}
