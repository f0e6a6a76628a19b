"""The package as an SQLite database: tables with keys and checks, views, full-text search."""
