"""Data files, and the one table of what can be written."""
