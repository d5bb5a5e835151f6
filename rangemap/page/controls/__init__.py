"""The sidebar, one module a section."""
