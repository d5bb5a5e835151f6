#!/bin/sh
# Fetch the peers that are not in the Python environment; needs npm, python3, and root for PostGIS and
# S2. Boost's headers come from PyPI, for Debian's are too old to buffer lines on the ellipsoid.
set -eu
cache="$HOME/.cache/rangemap-peers"
mkdir -p "$cache"
npm install --no-audit --no-fund --prefix "$cache" @turf/turf@7 || echo "Turf: not installed"
python3 -m venv "$cache/python"
"$cache/python/bin/pip" install -q sedonadb==0.5.0 geoarrow-pyarrow==0.3.0 pyproj ||
  echo "SedonaDB: not installed"
"$cache/python/bin/pip" install -q boost-headers==1.85.0.post1 || echo "Boost: not installed"
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq postgresql postgis || echo "PostGIS: not installed"
apt-get install -y -qq g++ libs2-dev &&
  g++ -O2 -std=c++17 "$(dirname "$0")/s2.cpp" -o "$cache/s2" -ls2 || echo "S2: not installed"
headers=$(echo "$cache"/python/lib/python3*/site-packages/boost_headers/include)
g++ -O2 -std=c++17 -I "$headers" "$(dirname "$0")/boost.cpp" -o "$cache/boost" ||
  echo "Boost: not compiled"
