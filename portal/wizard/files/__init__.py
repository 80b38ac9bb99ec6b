"""The provider's files about the wizard: flows, and how people say things."""
