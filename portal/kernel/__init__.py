"""Pure ground shared by every feature: no Flask, no SQL, no network, no disk."""
