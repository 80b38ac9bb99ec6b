"""One request to a help desk, with an end to it, and its answer as an outcome.

Redirects are not followed, the environment's proxies not used, and no more of an answer is read
than is needed.
"""

import json
import logging
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from socket import socket
from typing import Any

import httpx

from portal.delivery.channels.cutting import cut_after
from portal.delivery.ports import (
    ChannelGone,
    DeliveryFailure,
    PermanentFailure,
    TemporaryFailure,
    TooLarge,
)
from portal.delivery.rules import clean_header
from portal.delivery.rules.http import (
    Outcome,
    explain_status,
    judge_status,
    retry_after,
    what_it_said,
)
from portal.kernel.clock import Clock, SystemClock

logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs whole addresses of requests

_MOST_ANSWER = 256 * 1024
_WORDS = {
    httpx.ConnectTimeout: "the help desk cannot be reached: no connection in time",
    httpx.TimeoutException: "the help desk did not answer in time",
    httpx.ConnectError: "the help desk cannot be reached",
    httpx.RemoteProtocolError: "the help desk closed the connection or spoke no HTTP",
    httpx.NetworkError: "the connection to the help desk broke",
}


@dataclass(frozen=True)
class Patience:
    """How long to wait: for a connection, for each read, and for an exchange in all."""

    opening: timedelta = timedelta(seconds=10)
    answer: timedelta = timedelta(seconds=25)
    whole: timedelta = timedelta(seconds=35)


@dataclass(frozen=True)
class Answer:
    """What the other side answered; `body` may be cut short."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def fields(self) -> Mapping[str, Any]:
        """Return the JSON object in it; empty where there is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Rejected(PermanentFailure):
    """The other side understood, and will not take it; `status` says how it put that."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


class Door:
    """Asks one help desk. `hidden` are keys that no reason and no log may hold."""

    def __init__(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        hidden: tuple[str, ...] = (),
        patience: Patience | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`address` is what paths are added to."""
        self._address, self._headers, self._auth = address, headers or {}, auth
        self._hidden = hidden
        self._patience = patience or Patience()
        self._clock = clock or SystemClock()
        self._client: httpx.Client | None = None
        self._sockets = list[socket]()

    def ask(
        self,
        method: str,
        path: str = "",
        *,
        hide: Iterable[str] = (),
        **request: Any,  # noqa: ANN401  # httpx's: json, content, data, files, headers, params
    ) -> Answer:
        """Send a request and return its answer, which took it; `hide` holds a customer's words.

        Raises TemporaryFailure, PermanentFailure, TooLarge or ChannelGone.
        """
        answer = self._exchange(method, path, request)
        outcome = judge_status(answer.status)
        if outcome is Outcome.TAKEN:
            return answer
        hidden = (*self._hidden, *hide)
        said = what_it_said(answer.headers.get("content-type", ""), answer.body, hidden)
        raise self._failure(outcome, answer, explain_status(answer.status, said))

    def close(self) -> None:
        """Let go of the connection."""
        client, self._client = self._client, None
        self._sockets.clear()
        if client is not None:
            client.close()

    def _failure(self, outcome: Outcome, answer: Answer, reason: str) -> DeliveryFailure:
        if outcome in {Outcome.LATER, Outcome.CHANNEL_BUSY}:
            after = retry_after(answer.headers.get("retry-after", ""), self._clock.now())
            is_busy = outcome is Outcome.CHANNEL_BUSY
            return TemporaryFailure(reason, after=after, whole_channel=is_busy)
        if outcome is Outcome.NEVER:
            return Rejected(reason, answer.status)
        return (TooLarge if outcome is Outcome.TOO_LARGE else ChannelGone)(reason)

    def _exchange(self, method: str, path: str, request: Mapping[str, Any]) -> Answer:
        try:
            with cut_after(self._patience.whole, lambda: self._sockets):
                return self._send(method, self._address + path, request)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            self.close()
            raise TemporaryFailure(_explain(error), whole_channel=True) from error

    def _send(self, method: str, url: str, request: Mapping[str, Any]) -> Answer:
        client = self._open()
        extensions = {"trace": self._note_socket}
        with client.stream(method, url, extensions=extensions, **request) as response:
            body = b""
            for part in response.iter_raw():
                body += part
                if len(body) > _MOST_ANSWER:
                    break
            return Answer(response.status_code, dict(response.headers), body[:_MOST_ANSWER])

    def _open(self) -> httpx.Client:
        if self._client is None:
            seconds = self._patience.answer.total_seconds()
            self._client = httpx.Client(
                headers={"Accept": "application/json", "Accept-Encoding": "identity"}
                | {"User-Agent": "knowledge-portal"}
                | dict(self._headers),
                auth=self._auth,
                timeout=httpx.Timeout(seconds, connect=self._patience.opening.total_seconds()),
                follow_redirects=False,
                trust_env=False,
                verify=_trusted(),
            )
        return self._client

    def _note_socket(self, name: str, info: Mapping[str, Any]) -> None:
        if name in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            found = info["return_value"].get_extra_info("socket")
            if found is not None:
                self._sockets.append(found)


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust; reading all of them takes longer than most exchanges."""
    return httpx.create_ssl_context(trust_env=False)


def _explain(error: Exception) -> str:
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            is_about_trust = "CERTIFICATE" in str(error).upper()
            return "the help desk's certificate is not trusted" if is_about_trust else words
    return f"the help desk cannot be reached: {clean_header(type(error).__name__)}"
