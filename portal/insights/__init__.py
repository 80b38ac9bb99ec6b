"""What readers do, counted without knowing who they are: the honest deflection log."""
