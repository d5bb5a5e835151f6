"""Geodesic reach of published ranges: what lies within them, region by region."""

__version__ = "0.1.0"
