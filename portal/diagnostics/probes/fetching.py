"""One question by HTTP to an address of the provider's list, answered in JSON.

Nothing is followed, no proxy of the environment is used, and little is read.
"""

import json
import time
from dataclasses import dataclass

import httpx

MOST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Fetcher:
    """Asks with the provider's name as user agent; `transport` is for tests."""

    user_agent: str
    transport: httpx.BaseTransport | None = None

    def ask(self, url: str, seconds: float, method: str = "GET") -> tuple[int, object]:
        """Return the status and what the answer holds; None for anything but one JSON value.

        Raises TimeoutError where it takes longer, OSError where the address cannot be reached.
        """
        try:
            status, got = self._read(url, seconds, method)
        except httpx.TimeoutException as error:
            raise TimeoutError(url) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConnectionError(url) from error
        try:
            return status, json.loads(got)
        except (ValueError, RecursionError):
            return status, None

    def _read(self, url: str, seconds: float, method: str) -> tuple[int, bytes]:
        ends = time.monotonic() + seconds
        got = b""
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "application/rdap+json, application/json",
        }
        with (
            httpx.Client(timeout=seconds, trust_env=False, transport=self.transport) as client,
            client.stream(method, url, headers=headers) as response,
        ):
            for part in response.iter_bytes():
                got += part
                if time.monotonic() > ends:
                    raise TimeoutError(url)
                if len(got) > MOST_ANSWER:
                    return response.status_code, b""
            return response.status_code, got
