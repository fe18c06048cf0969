"""What may be asked in SQL: the ``report_*`` views, equal on SQLite and PostgreSQL."""
