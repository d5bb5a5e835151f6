"""In words and plain tables, in three languages."""
