"""What error messages and checks have to say, as plain values."""
