"""Programs killed on purpose, by `make crash`; figures are printed, and a loss ends with status 1."""
