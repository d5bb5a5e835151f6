// Brute-force geodesic distances to edges that are straight in longitude and latitude.
//
// Standard input:  E P, then E lines "lon1 lat1 lon2 lat2" (a point is an edge of no length),
//                  then P lines "lon lat"; degrees, WGS 84.
// Standard output: P lines, the least distance in metres.
//
// It shares nothing with rangemap: GeographicLib's inverse problem, an edge halved for as long as
// some of it may be nearer than the best - a geodesic is no shorter than its chord, and a piece of
// an edge leaves its chord by a sag that is bounded - then the place where the way to the point
// leaves the edge at a right angle, by false position. Right to a micrometre. Points in order along
// a curve are quicker than others: each starts from the edge nearest to the one before.
#include <GeographicLib/Constants.hpp>
#include <GeographicLib/Geodesic.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <vector>

namespace {

const double kDegree = std::acos(-1.0) / 180;
const double kMostPerDegree = 111700;  // metres: a degree of meridian or parallel has fewer
const double kShare = 0.05;            // of the distance: so short is a piece that is nearly straight
const double kTurn = 1.0;              // degrees of longitude, for the same reason beside the poles
const double kAside = 1e-3;            // of a piece: how near the foot is to that of the chord, mostly
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
  Vector from, way;  // the chord
  double squared;    // of its length
  double sag;        // metres by which the piece leaves it, at most
  double half;       // of its length, metres, at most
  Piece *halves, *next;  // its first half and, of a first half, the second; made when needed
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

Vector Way(const Vector& a, const Vector& b) { return {b.x - a.x, b.y - a.y, b.z - a.z}; }

double Dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

// With longitude and latitude linear in t, by steps L and F, the second derivative of the place is
// at most 1.02 a (F^2 + cos(lat) L^2 + 2 |F L|), and a curve leaves its chord by an eighth of that.
Piece MakePiece(const Place& start, const Place& end) {
  const bool crosses = start.lat * end.lat < 0;
  const double low = crosses ? 0 : std::min(std::fabs(start.lat), std::fabs(end.lat));
  const double turn = end.lon - start.lon, rise = end.lat - start.lat, cosine = std::cos(low * kDegree);
  const double length = kMostPerDegree * std::hypot(turn * cosine, rise);
  const double most = rise * rise + cosine * turn * turn + 2 * std::fabs(rise * turn);
  const double sag = 1.02 * GeographicLib::Constants::WGS84_a() / 8 * kDegree * kDegree * most;
  const Vector from = EarthCentred(start), way = Way(from, EarthCentred(end));
  return {start, end, from, way, Dot(way, way), std::min(sag, length), length / 2, nullptr, nullptr};
}

// The share of a piece's chord that is nearest to a place.
double Nearest(const Piece& piece, const Vector& where) {
  if (piece.squared == 0) return 0;
  return std::clamp(Dot(Way(piece.from, where), piece.way) / piece.squared, 0.0, 1.0);
}

// No point of the piece is nearer to a place than this.
double Least(const Piece& piece, const Vector& where) {
  const double share = Nearest(piece, where);
  const Vector at = {piece.from.x + share * piece.way.x, piece.from.y + share * piece.way.y,
                     piece.from.z + share * piece.way.z};
  const Vector off = Way(at, where);
  return std::sqrt(Dot(off, off)) - piece.sag;
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

// Least distance to a piece that is so short that it has one least place; guess is a share near it.
double LeastOn(const Piece& piece, const Place& point, double guess) {
  double low = std::max(0.0, guess - kAside), high = std::min(1.0, guess + kAside);
  double at_low, at_high;
  double low_slope = Slope(piece, point, low, at_low);
  if (low_slope >= 0 && low > 0) low = 0, low_slope = Slope(piece, point, low, at_low);
  if (low_slope >= 0) return at_low;  // the least is at an end
  double high_slope = Slope(piece, point, high, at_high);
  if (high_slope <= 0 && high < 1) high = 1, high_slope = Slope(piece, point, high, at_high);
  if (high_slope <= 0) return at_high;
  double best = std::min(at_low, at_high);
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

// The lesser of best and the distance to a piece.
double LeastOf(Piece& piece, const Vector& where, const Place& point, double best,
               std::deque<Piece>& pool) {
  const double least = Least(piece, where);
  if (least >= best) return best;
  const bool is_short = piece.half < std::max(kShare * least, kSmall);
  if (is_short && std::fabs(piece.end.lon - piece.start.lon) <= kTurn) {
    if (best < INFINITY && Distance(Between(piece.start, piece.end, 0.5), point) - piece.half >= best)
      return best;
    return std::min(best, LeastOn(piece, point, Nearest(piece, where)));
  }
  if (piece.half <= kSmall) return std::min(best, Distance(piece.start, point));
  if (piece.halves == nullptr) {
    const Place middle = Between(piece.start, piece.end, 0.5);
    pool.push_back(MakePiece(piece.start, middle));
    piece.halves = &pool.back();
    pool.push_back(MakePiece(middle, piece.end));
    piece.halves->next = &pool.back();
  }
  Piece *near = piece.halves, *far = near->next;
  if (Least(*far, where) < Least(*near, where)) std::swap(near, far);
  best = LeastOf(*near, where, point, best, pool);
  return LeastOf(*far, where, point, best, pool);
}

// The edge called near is looked at first, and set to the one that turned out to be nearest.
double LeastOfAll(std::vector<Piece>& edges, const Place& point, std::deque<Piece>& pool,
                  std::size_t& near) {
  const Vector where = EarthCentred(point);
  double best = LeastOf(edges[near], where, point, INFINITY, pool);
  std::size_t nearest = near;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (i == near) continue;
    const double metres = LeastOf(edges[i], where, point, best, pool);
    if (metres < best) best = metres, nearest = i;
  }
  near = nearest;
  return best;
}
}  // namespace

int main() {
  std::size_t edge_count, point_count;
  if (std::scanf("%zu %zu", &edge_count, &point_count) != 2) return 2;
  std::vector<Piece> edges;
  std::deque<Piece> pool;
  for (std::size_t i = 0; i < edge_count; ++i) {
    Place a, b;
    if (std::scanf("%lf %lf %lf %lf", &a.lon, &a.lat, &b.lon, &b.lat) != 4) return 2;
    edges.push_back(MakePiece(a, b));
  }
  std::size_t near = 0;
  for (std::size_t i = 0; i < point_count; ++i) {
    Place point;
    if (std::scanf("%lf %lf", &point.lon, &point.lat) != 2) return 2;
    std::printf("%.9f\n", LeastOfAll(edges, point, pool, near));
  }
  return 0;
}
