"""The page: what stands behind app/main.py and app/served.py."""
