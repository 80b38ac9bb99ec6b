"""How texts are recognised and findings are judged. Pure."""
