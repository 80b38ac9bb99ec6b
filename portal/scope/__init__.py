"""What support does and does not do, for which product, and where to go instead (R19-R21)."""
