"""What there is, and who says so: boundaries, border, towns, the catalogue."""
