// Brute-force geodesic distances to edges that are straight in longitude and latitude.
//
// Standard input:  E P, then E lines "lon1 lat1 lon2 lat2" (a point is an edge of no length),
//                  then P lines "lon lat"; degrees, WGS 84.
// Standard output: P lines, the least distance in metres.
//
// It shares nothing with rangemap: GeographicLib's inverse problem, an edge halved for as long as
// its Lipschitz bound allows it to beat the best, then the place where the way to the point leaves
// the edge at a right angle, by false position. Right to a micrometre. Points in order along a
// curve are quicker than others: each starts from the edge nearest to the one before.
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
const int kMostRounds = 100;
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

// Distance from the point at a share of a piece, and by how much it grows per unit of the share.
double Slope(const Piece& piece, const Place& point, double share, double& metres) {
  const Place at = Between(piece.start, piece.end, share);
  double azimuth, back;
  Wgs84().Inverse(at.lat, at.lon, point.lat, point.lon, metres, azimuth, back);
  const double a = GeographicLib::Constants::WGS84_a(), f = GeographicLib::Constants::WGS84_f();
  const double e2 = f * (2 - f), sine = std::sin(at.lat * kDegree);
  const double w2 = 1 - e2 * sine * sine, normal = a / std::sqrt(w2);
  const double east = normal * std::cos(at.lat * kDegree) * (piece.end.lon - piece.start.lon);
  const double north = normal * (1 - e2) / w2 * (piece.end.lat - piece.start.lat);
  return -kDegree * (east * std::sin(azimuth * kDegree) + north * std::cos(azimuth * kDegree));
}

// Least distance to a piece that is so short that it has one least place.
double LeastOn(const Piece& piece, const Place& point) {
  double low = 0, high = 1, at_low, at_high;
  double low_slope = Slope(piece, point, low, at_low);
  double high_slope = Slope(piece, point, high, at_high);
  double best = std::min(at_low, at_high);
  if (low_slope >= 0 || high_slope <= 0) return best;  // the least is at an end
  int kept = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    const double share = (low * high_slope - high * low_slope) / (high_slope - low_slope);
    double metres;
    const double slope = Slope(piece, point, share, metres);
    best = std::min(best, metres);
    if (std::fabs(slope) * (high - low) < kSmall / 10) break;  // no less than that is to be gained
    if (slope < 0) {
      low = share, low_slope = slope;
      if (kept == 1) high_slope /= 2;
      kept = 1;
    } else {
      high = share, high_slope = slope;
      if (kept == -1) low_slope /= 2;
      kept = -1;
    }
  }
  return best;
}

// The lesser of best and the distance to an edge.
double LeastOf(const Piece& edge, const Vector& where, const Place& point, double best,
               std::vector<Piece>& pieces) {
  pieces.assign(1, edge);
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
      best = std::min(best, LeastOn(piece, point));
    } else if (piece.half > kSmall) {
      pieces.push_back(MakePiece(piece.start, middle));
      pieces.push_back(MakePiece(middle, piece.end));
    }
  }
  return best;
}

// The edge called near is looked at first, and set to the one that turned out to be nearest.
double Nearest(const std::vector<Piece>& edges, const Place& point, std::vector<Piece>& pieces,
               std::size_t& near) {
  const Vector where = EarthCentred(point);
  double best = LeastOf(edges[near], where, point, INFINITY, pieces);
  std::size_t nearest = near;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (i == near || Chord(edges[i].middle, where) - edges[i].half >= best) continue;
    const double metres = LeastOf(edges[i], where, point, best, pieces);
    if (metres < best) best = metres, nearest = i;
  }
  near = nearest;
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
  std::size_t near = 0;
  for (std::size_t i = 0; i < point_count; ++i) {
    Place point;
    if (std::scanf("%lf %lf", &point.lon, &point.lat) != 2) return 2;
    std::printf("%.9f\n", Nearest(edges, point, pieces, near));
  }
  return 0;
}
