"""What the people who run the portal look at: health, readiness, figures."""
