"""Rows in, files out: XLSX, CSV and SQLite. Nothing here knows a table of the ledger."""
