"""How a view reaches the services that `portal.app` built: by their type."""

from typing import Any, TypeVar, cast

from flask import Flask, current_app

T = TypeVar("T")
_KEY = "portal.services"


def provide(app: Flask, *services: Any) -> None:  # noqa: ANN401  # each is found by its own type
    """Make each of `services` reachable from the views of `app`."""
    shelf = app.extensions.setdefault(_KEY, {})
    for service in services:
        shelf[type(service)] = service


def use(kind: type[T]) -> T:
    """Return the service of type `kind`. Raises KeyError where `portal.app` provided none."""
    return cast("T", current_app.extensions[_KEY][kind])
