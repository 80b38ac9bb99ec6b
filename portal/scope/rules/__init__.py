"""What is found in the catalogue, and what a catalogue must hold to. Pure."""
