"""Maps for browsers: the exported page, the notebook map, and what the app draws."""
