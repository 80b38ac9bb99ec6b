"""Jinja's environment for pages that are made for every request.

Our templates have no globals of their own, so each may see the environment's as they are; Jinja
would wrap them for each template and copy them out of the wrapping for each page.
"""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from typing_extensions import override


class PageEnvironment(Environment):
    """The environment of all templates."""

    @override
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else super().make_globals(d)
