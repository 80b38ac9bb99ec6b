"""Known incidents and planned work, who follows them, and the sign that many fail at once (R25)."""
