"""The Alembic environment of the portal."""
