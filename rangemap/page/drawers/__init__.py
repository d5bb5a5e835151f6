"""The analyses under the map, one module a drawer."""
