"""The support policy about tickets, decided on plain values; `R…` numbers name its rules."""
