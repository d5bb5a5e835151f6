// Buffers a line on the sphere with S2BufferOperation.
//
// Reads "radius_in_metres segments_of_a_circle", then of each part the number of its vertices and
// their lon lat, from standard input.
// Writes the milliseconds of processor time that a second buffer took, then one ring a line: whether it is a hole (0
// or 1; holes come after their shell), then lon lat of its vertices.
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <vector>

#include "s2/s2buffer_operation.h"
#include "s2/s2builderutil_s2polygon_layer.h"
#include "s2/s2earth.h"
#include "s2/s2latlng.h"
#include "s2/s2polygon.h"

using Lines = std::vector<std::vector<S2Point>>;

static void buffer(const Lines& lines, double radius_m, double segments,
                   S2Polygon* made) {
  S2BufferOperation::Options options(S2Earth::MetersToAngle(radius_m));
  options.set_circle_segments(segments);
  S2BufferOperation operation(std::make_unique<s2builderutil::S2PolygonLayer>(made), options);
  for (const auto& line : lines) operation.AddPolyline(line);
  S2Error error;
  if (!operation.Build(&error)) {
    std::cerr << error.text() << "\n";
    std::exit(1);
  }
}

int main() {
  double radius_m, segments, lon, lat;
  std::size_t count;
  Lines lines;
  std::cin >> radius_m >> segments;
  while (std::cin >> count) {
    lines.emplace_back();
    while (count-- > 0 && std::cin >> lon >> lat)
      lines.back().push_back(S2LatLng::FromDegrees(lat, lon).ToPoint());
  }
  S2Polygon first, made;
  buffer(lines, radius_m, segments, &first);
  const std::clock_t start = std::clock();
  buffer(lines, radius_m, segments, &made);
  std::printf("%.3f\n", 1000.0 * (std::clock() - start) / CLOCKS_PER_SEC);
  for (int k = 0; k < made.num_loops(); ++k) {
    const S2Loop& loop = *made.loop(k);
    std::printf("%d", loop.is_hole() ? 1 : 0);
    for (int i = 0; i < loop.num_vertices(); ++i) {
      const S2LatLng at(loop.vertex(i));
      std::printf(" %.12f %.12f", at.lng().degrees(), at.lat().degrees());
    }
    std::printf("\n");
  }
}
