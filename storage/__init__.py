"""The database: one schema for SQLite and PostgreSQL, one module per table family. No business logic."""
