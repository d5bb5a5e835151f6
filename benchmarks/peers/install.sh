#!/bin/sh
# Fetch the peers that are not in the Python environment; needs npm, and root for PostGIS and S2.
set -eu
cache="$HOME/.cache/rangemap-peers"
mkdir -p "$cache"
npm install --no-audit --no-fund --prefix "$cache" @turf/turf@7 || echo "Turf: not installed"
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq postgresql postgis || echo "PostGIS: not installed"
apt-get install -y -qq g++ libs2-dev &&
  g++ -O2 -std=c++17 "$(dirname "$0")/s2.cpp" -o "$cache/s2" -ls2 || echo "S2: not installed"
