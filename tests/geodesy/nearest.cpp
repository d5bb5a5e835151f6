// Brute-force geodesic distances to edges that are straight in longitude and latitude.
//
// Standard input:  E P, then E lines "lon1 lat1 lon2 lat2" (a point is an edge of no length),
//                  then P lines "lon lat"; degrees, WGS 84.
// Standard output: P lines, the least distance in metres.
//
// It shares nothing with rangemap: GeographicLib's inverse problem, an edge halved for as long as
// its Lipschitz bound allows it to beat the best, then a golden section. Right to a micrometre.
#include <GeographicLib/Constants.hpp>
#include <GeographicLib/Geodesic.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

const double kDegree = std::acos(-1.0) / 180;
const double kMostPerDegree = 111700;  // metres: a degree of meridian or parallel has fewer
const double kShare = 0.05;            // of the distance: so short is a piece that is nearly straight
const double kTurn = 1.0;              // degrees of longitude, for the same reason beside the poles
const double kGolden = (std::sqrt(5.0) - 1) / 2;
const double kSmall = 1e-6;            // metres

struct Place {
  double lon, lat;
};

struct Vector {
  double x, y, z;
};

struct Piece {
  Place start, end;
  Vector middle;
  double half;  // metres, at most
};

const GeographicLib::Geodesic& Wgs84() { return GeographicLib::Geodesic::WGS84(); }

double Distance(const Place& a, const Place& b) {
  double metres;
  Wgs84().Inverse(a.lat, a.lon, b.lat, b.lon, metres);
  return metres;
}

Place Between(const Place& a, const Place& b, double share) {
  return {a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)};
}

Vector EarthCentred(const Place& p) {
  const double a = GeographicLib::Constants::WGS84_a(), f = GeographicLib::Constants::WGS84_f();
  const double e2 = f * (2 - f), sine = std::sin(p.lat * kDegree), cosine = std::cos(p.lat * kDegree);
  const double n = a / std::sqrt(1 - e2 * sine * sine);
  return {n * cosine * std::cos(p.lon * kDegree), n * cosine * std::sin(p.lon * kDegree),
          n * (1 - e2) * sine};
}

double Chord(const Vector& a, const Vector& b) {
  return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z));
}

Piece MakePiece(const Place& start, const Place& end) {
  const bool crosses = start.lat * end.lat < 0;
  const double low = crosses ? 0 : std::min(std::fabs(start.lat), std::fabs(end.lat));
  const double across = (end.lon - start.lon) * std::cos(low * kDegree);
  const double length = kMostPerDegree * std::hypot(across, end.lat - start.lat);
  return {start, end, EarthCentred(Between(start, end, 0.5)), length / 2};
}

double GoldenSection(const Piece& piece, const Place& point) {
  double low = 0, high = 1, left = 1 - kGolden, right = kGolden;
  double at_left = Distance(Between(piece.start, piece.end, left), point);
  double at_right = Distance(Between(piece.start, piece.end, right), point);
  double best = std::min(at_left, at_right);
  const double enough = std::max(kSmall, std::sqrt(kSmall * best));  // flat at the least one
  while ((high - low) * 2 * piece.half > enough) {
    if (at_left < at_right) {
      high = right, right = left, at_right = at_left, left = high - kGolden * (high - low);
      at_left = Distance(Between(piece.start, piece.end, left), point);
    } else {
      low = left, left = right, at_left = at_right, right = low + kGolden * (high - low);
      at_right = Distance(Between(piece.start, piece.end, right), point);
    }
    best = std::min({best, at_left, at_right});
  }
  return best;
}

double Nearest(const std::vector<Piece>& edges, const Place& point, std::vector<Piece>& pieces) {
  const Vector where = EarthCentred(point);
  const Piece* nearest = nullptr;
  double least = INFINITY;
  for (const Piece& edge : edges) {
    const double chord = Chord(edge.middle, where) - edge.half;
    if (chord < least) least = chord, nearest = &edge;
  }
  double best = std::min(Distance(nearest->start, point), Distance(nearest->end, point));
  pieces.assign(edges.begin(), edges.end());
  std::swap(pieces[nearest - edges.data()], pieces.back());
  while (!pieces.empty()) {
    const Piece piece = pieces.back();
    pieces.pop_back();
    if (Chord(piece.middle, where) - piece.half >= best) continue;  // a chord is never longer
    const Place middle = Between(piece.start, piece.end, 0.5);
    const double metres = Distance(middle, point);
    best = std::min(best, metres);
    if (metres - piece.half >= best) continue;
    const bool is_short = piece.half < std::max(kShare * best, kSmall);
    if (is_short && std::fabs(piece.end.lon - piece.start.lon) <= kTurn) {
      best = std::min({best, Distance(piece.start, point), Distance(piece.end, point)});
      best = std::min(best, GoldenSection(piece, point));
    } else if (piece.half > kSmall) {
      pieces.push_back(MakePiece(piece.start, middle));
      pieces.push_back(MakePiece(middle, piece.end));
    }
  }
  return best;
}

}  // namespace

int main() {
  std::size_t edge_count, point_count;
  if (std::scanf("%zu %zu", &edge_count, &point_count) != 2) return 2;
  std::vector<Piece> edges, pieces;
  for (std::size_t i = 0; i < edge_count; ++i) {
    Place a, b;
    if (std::scanf("%lf %lf %lf %lf", &a.lon, &a.lat, &b.lon, &b.lat) != 4) return 2;
    edges.push_back(MakePiece(a, b));
  }
  for (std::size_t i = 0; i < point_count; ++i) {
    Place point;
    if (std::scanf("%lf %lf", &point.lon, &point.lat) != 2) return 2;
    std::printf("%.9f\n", Nearest(edges, point, pieces));
  }
  return 0;
}
