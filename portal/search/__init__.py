"""Search: understanding what people type, finding it, suggesting while they type."""
