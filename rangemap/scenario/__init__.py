"""What is asked: units, text, origins, a scenario; to and from TOML and a query."""
