"""Data files, and one report for each kind of result, which lists what it can be written as."""
