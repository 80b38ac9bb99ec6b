"""A browser without script that tries again when nothing answers.

Whatever does not answer is sent once more as it was, as on Reload; only a file that has arrived
already is not attached a second time.
"""

import http.client
import random
import re
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.crash.intentions import NAME, Intention, Ledger

_BOUNDARY = "----a-boundary-of-ours"
_PATIENCE = 300.0
"""Seconds that a customer keeps trying one step, on a machine that may be busy otherwise."""

_BUSY = 503
_RANDOM = random.Random()  # pauses, no secrets


class Surprise(Exception):  # noqa: N818  # what a customer saw, not a fault of theirs
    """An answer that no kill explains."""


class Browser:
    """One browser: its cookies, and its patience."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, url: str) -> str:
        """Return the page at `url`."""
        return self._insist(url)[0]

    def post(self, url: str, token: str, **fields: str) -> tuple[str, str]:
        """Send a form until it is answered; return the page that follows and its address."""
        data = urlencode({"csrf_token": token, **fields}).encode()
        return self._insist(url, data)

    def post_files(self, url: str, token: str, about: Intention) -> None:
        """Send the ticket's form with its files, until it is taken with all of them.

        Raises Surprise where it is refused.
        """
        until, page = time.monotonic() + _PATIENCE, ""
        while time.monotonic() < until:
            missing = [(name, content) for name, content in about.files if name not in page]
            body = _multipart(token, about, missing)
            kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
            try:
                self._open(urllib.request.Request(url, body, kind))
            except OSError:
                page = self.get(url)  # to see which files have arrived
                token = token_in(page)
            else:
                return
        raise Surprise(f"no answer for {_PATIENCE:.0f} s from {url}")

    def _insist(self, url: str, data: bytes | None = None) -> tuple[str, str]:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                return self._open(urllib.request.Request(url, data))
            except OSError:
                self._ledger.retries += 1
                time.sleep(_RANDOM.uniform(0.05, 0.3))
        raise Surprise(f"no answer for {_PATIENCE:.0f} s from {url}")

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        """Return the page and its address. Raises OSError where trying again is the thing to do."""
        if request.data is not None:
            self._ledger.tell_sending()
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            with error:
                if error.code == _BUSY:
                    raise OSError("busy") from error
                raise Surprise(f"{error.code} from {error.url}") from error
        except http.client.HTTPException as error:
            raise OSError("cut off") from error


def token_in(page: str) -> str:
    """Return the token in the forms of `page`. Raises Surprise where there is no form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if not found:
        title = re.search(r"<title>([^<]*)", page)
        raise Surprise(f"no form on the page {title[1] if title else page[:200]!r}")
    return found[1]


def _multipart(token: str, about: Intention, files: list[tuple[str, bytes]]) -> bytes:
    fields = [
        ("csrf_token", token),
        ("subject", about.subject),
        *(("step", step) for step in about.steps),
        ("expected", about.expected),
        ("observed", about.observed),
        ("consent", "look"),
        ("name", NAME),
        ("email", about.email),
        ("action", "check"),
    ]
    parts = [_part(name, value.encode()) for name, value in fields]
    parts += [_part("files", content, file=name) for name, content in files]
    return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def _part(name: str, value: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"
