"""Figures, printed by `make bench`; nothing here passes or fails."""
