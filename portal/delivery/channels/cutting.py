"""An end to an exchange over sockets whose other side sends a letter now and then.

The libraries limit how long each read may take, but not a whole exchange.
"""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

_AGAIN = 1.0  # seconds


@contextmanager
def cut_after(limit: timedelta, sockets: Callable[[], Iterable[socket.socket]]) -> Iterator[None]:
    """Cut what `sockets` returns after `limit`; whoever reads from one then sees it closed.

    Cutting is repeated until the exchange is over: a connection still being made has no socket yet.
    """
    is_over = Event()

    def watch() -> None:
        wait = limit.total_seconds()
        while not is_over.wait(wait):
            wait = _AGAIN
            for one in list(sockets()):
                with suppress(OSError):
                    socket.socket.shutdown(one, socket.SHUT_RDWR)

    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
