"""One question by HTTP to an address of the provider's list, answered in JSON.

Nothing is followed, no proxy of the environment is used, little is read, and all of it ends in
time: an answer that comes drop by drop would outlast a limit that holds for each read alone.
"""

import json
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
from typing_extensions import override

from portal.diagnostics.probes.deadline import Until, within

MOST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Fetcher:
    """Asks with the provider's name as user agent."""

    user_agent: str

    def ask(self, url: str, seconds: float, method: str = "GET") -> tuple[int, object]:
        """Return the status and what the answer holds; None for anything but one JSON value.

        Raises TimeoutError where it takes longer, OSError where the address cannot be reached.
        """
        try:
            status, got = self._read(url, within(seconds), method)
        except httpcore.TimeoutException as error:
            raise TimeoutError(url) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ConnectionError(url) from error
        try:
            return status, json.loads(got)
        except (ValueError, RecursionError):
            return status, None

    def _read(self, url: str, ends: Until, method: str) -> tuple[int, bytes]:
        headers = [
            ("User-Agent", self.user_agent),
            ("Accept", "application/rdap+json, application/json"),
            ("Connection", "close"),
        ]
        got = b""
        with (
            httpcore.ConnectionPool(_trusted(), network_backend=_Backend(ends)) as pool,
            pool.stream(method, url, headers=headers) as response,
        ):
            for part in response.iter_stream():
                got += part
                if len(got) > MOST_ANSWER:
                    return response.status, b""
            return response.status, got


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the whole."""

    def __init__(self, inner: httpcore.NetworkStream, ends: Until) -> None:
        self._inner, self._ends = inner, ends

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._ends))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._ends))

    @override
    def close(self) -> None:
        self._inner.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secure = self._inner.start_tls(ssl_context, server_hostname, _left(self._ends))
        return _Stream(secure, self._ends)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that end with the whole."""

    def __init__(self, ends: Until) -> None:
        self._ends = ends

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        opened = httpcore.SyncBackend().connect_tcp(host, port, _left(self._ends))
        return _Stream(opened, self._ends)


def _left(ends: Until) -> float:
    try:
        return ends.left()
    except TimeoutError as error:
        raise httpcore.ReadTimeout from error
