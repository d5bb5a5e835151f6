#!/bin/sh
# Fetch the peers that are not in the Python environment; needs npm, and root for PostGIS.
set -eu
cache="$HOME/.cache/rangemap-peers"
mkdir -p "$cache"
npm install --no-audit --no-fund --prefix "$cache" @turf/turf@7 || echo "Turf: not installed"
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql postgis || echo "PostGIS: not installed"
