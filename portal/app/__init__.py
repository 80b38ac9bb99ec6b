"""The only package that knows every feature: builds the services, wires them, registers pages."""

from portal.app.services import Services, build
from portal.app.web import create_app

__all__ = ["Services", "build", "create_app"]
