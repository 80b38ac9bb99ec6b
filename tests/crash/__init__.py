"""Programs killed on purpose, by `make crash`; a loss is printed and ends with status 1."""
