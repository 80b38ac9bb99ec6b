"""Time from the command to the first answer that says ready (P12).

The first start has everything to make; the others find it made. Nothing else should run meanwhile.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_WARM = 5
_PATIENCE = 60.0
_SETTLE = 2.0  # for the worker, which starts after the web


def main(_: Sequence[str]) -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"first start: ready after {_start(folder):.1f} s")
        times = sorted(_start(folder) for _ in range(_WARM))
    print(
        f"later starts: ready after {times[_WARM // 2]:.1f} s ({times[0]:.1f} to {times[-1]:.1f})"
    )


def _start(folder: str) -> float:
    """Serve over the data in `folder` until ready; return the seconds that took."""
    port = _free_port()
    folders = {"PORTAL_DATA": f"{folder}/data", "PORTAL_INDEX": f"{folder}/index"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve"],
        cwd=_ROOT,
        env={**os.environ, **folders, "PORT": str(port), "PORTAL_ARTICLES": f"{_ROOT}/articles"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_ready(port):
            assert process.poll() is None, "it ended while starting"
            assert time.perf_counter() - began < _PATIENCE, "it does not start"
            time.sleep(0.01)
        took = time.perf_counter() - began
        time.sleep(_SETTLE)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    return took


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
