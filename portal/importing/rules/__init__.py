"""How each system writes, and how we do: functions from texts to texts."""
