"""Pages of public addresses with a query, kept as long as what they show stays the same.

`page_cache` cannot keep them: there are as many addresses as people think of, and some of the
views behind them have more to do than to show a page.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from werkzeug.http import generate_etag

_MOST = 300

Kept = tuple[bytes, str]
"""A page, and its validator."""


class KeptPages:
    """The pages asked for latest. Threads share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def show(self, key: Hashable, make: Callable[[], str]) -> Kept:
        """Return the page that `make` made for `key`, which says all that the page depends on."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
                return kept
        page = make().encode()
        kept = page, generate_etag(page)
        with self._lock:
            self._pages[key] = kept
            while len(self._pages) > _MOST:
                self._pages.popitem(last=False)
        return kept
