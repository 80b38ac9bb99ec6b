"""Figures, printed by `make bench`, a part by its name; nothing here passes or fails."""
