// Buffers a line on the sphere with S2BufferOperation.
//
// Reads "radius_in_metres segments_of_a_circle", then lon lat of each vertex, from standard input.
// Writes the milliseconds that a second buffer took, then one ring a line: whether it is a hole (0
// or 1; holes come after their shell), then lon lat of its vertices.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <vector>

#include "s2/s2buffer_operation.h"
#include "s2/s2builderutil_s2polygon_layer.h"
#include "s2/s2earth.h"
#include "s2/s2latlng.h"
#include "s2/s2polygon.h"

static void buffer(const std::vector<S2Point>& line, double radius_m, double segments,
                   S2Polygon* made) {
  S2BufferOperation::Options options(S2Earth::MetersToAngle(radius_m));
  options.set_circle_segments(segments);
  S2BufferOperation operation(std::make_unique<s2builderutil::S2PolygonLayer>(made), options);
  operation.AddPolyline(line);
  S2Error error;
  if (!operation.Build(&error)) {
    std::cerr << error.text() << "\n";
    std::exit(1);
  }
}

int main() {
  double radius_m, segments, lon, lat;
  std::vector<S2Point> line;
  std::cin >> radius_m >> segments;
  while (std::cin >> lon >> lat) line.push_back(S2LatLng::FromDegrees(lat, lon).ToPoint());
  S2Polygon first, made;
  buffer(line, radius_m, segments, &first);
  const auto start = std::chrono::steady_clock::now();
  buffer(line, radius_m, segments, &made);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  std::printf("%.3f\n", took.count());
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
