"""Finding out what fails: reading error messages, and checks from our side."""
