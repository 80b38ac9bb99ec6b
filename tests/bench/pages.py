"""CPU time of a request, as a ratio to a bare Flask "hello" in the same process and run.

A ratio of 0.5 means: half as many requests for the same CPU. No HTTP server is in the figures.
"""

import io
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from werkzeug.test import EnvironBuilder

from portal.app import Services, build, create_app
from portal.kernel.locale import Locale
from portal.settings import Settings
from portal.tickets.service import Submission
from tests.factories import new_ticket

_ROOT = Path(__file__).parents[2]
_SECONDS = 2.0


def main(_: Sequence[str]) -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            PORTAL_DATA=Path(folder) / "data",
            PORTAL_INDEX=Path(folder) / "index",
            PORTAL_ARTICLES=_ROOT / "articles",
        )
        services = build(settings)
        app = create_app(services=services)
        services.search.indexing.sync()
        _print(_hello(), app, services)


def _hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def _print(hello: Flask, app: Flask, services: Services) -> None:
    article = services.articles.library.catalogue.best("isp-blocks-mail-ports", Locale.ES)
    assert article is not None
    queries = [
        "outlook no envia",
        "buzon lleno",
        "error 500",
        "cambiar dns",
        "certificado caducado",
    ]
    base = _cpu(lambda: _call(hello, "/"))
    rows = {
        "article": _cpu(lambda: _call(app, article.url)),
        "article, not changed (304)": _cpu(_not_modified(app, article.url)),
        "home": _cpu(lambda: _call(app, "/es/")),
        "search page, asked before": _cpu(_each(app, [_search(q) for q in queries])),
        "search page, never asked": _cpu(_never_asked(app, queries)),
        "question of the wizard": _cpu(lambda: _call(app, "/es/contact/mail/symptom")),
        "ticket with a 200 kB picture": _cpu(_ticket(app, services), seconds=_SECONDS * 2),
    }
    print(f"bare Flask hello: {base * 1e6:.0f} µs CPU")
    for name, spent in rows.items():
        print(f"{name}: {spent * 1e3:.2f} ms CPU, ratio {base / spent:.3f}")
    raw = _call(app, article.url)
    print(f"weight of an article page: {len(raw) / 1000:.1f} kB of HTML")


def _cpu(work: Callable[[], Any], seconds: float = _SECONDS) -> float:
    """Return the CPU seconds of one call, the median of five rounds; children count too."""
    work()
    rounds = []
    for _ in range(5):
        count, began, until = 0, _spent(), time.perf_counter() + seconds / 5
        while time.perf_counter() < until:
            work()
            count += 1
        rounds.append((_spent() - began) / count)
    return sorted(rounds)[2]


def _spent() -> float:
    """Return the CPU seconds of this process and its children, also those that still run."""
    times = os.times()
    ended = times.user + times.system + times.children_user + times.children_system
    return ended + sum(_spent_by(pid) for pid in _children())


def _children() -> list[str]:
    lists = Path("/proc/self/task").glob("*/children")
    return " ".join(path.read_text() for path in lists).split()


def _spent_by(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _call(app: Flask, path: str, **headers: str) -> bytes:
    environ = EnvironBuilder(path=path, base_url="http://127.0.0.1:8000/").get_environ()
    environ.update(headers)
    found: list[str] = []
    body: Iterable[bytes] = app(environ, lambda status, *_: found.append(status))  # type: ignore[arg-type]  # nobody writes
    text = b"".join(body)
    assert found[0][:3] in {"200", "304"}, (path, found)
    return text


def _each(app: Flask, paths: list[str]) -> Callable[[], None]:
    number = iter(range(10**9))
    return lambda: (_call(app, paths[next(number) % len(paths)]), None)[1]


def _search(query: str) -> str:
    return f"/es/search?q={query.replace(' ', '+')}"


def _never_asked(app: Flask, queries: list[str]) -> Callable[[], None]:
    """Return a search that is new each time: the engine and the page have all to do."""
    number = iter(range(10**9))

    def ask() -> None:
        count = next(number)
        _call(app, _search(f"{queries[count % len(queries)]} {count}"))

    return ask


def _not_modified(app: Flask, path: str) -> Callable[[], bytes]:
    with app.test_client() as client:
        etag = client.get(path, base_url="http://127.0.0.1:8000/").headers["ETag"]
    return lambda: _call(app, path, HTTP_IF_NONE_MATCH=etag)


def _ticket(app: Flask, services: Services) -> Callable[[], None]:
    """Return a submit with a picture of 200 kB: judged, made anew, stored, all that is CPU."""
    noise = Image.effect_noise((300, 230), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    content = out.getvalue()

    def submit() -> None:
        stored = services.uploads.take("captura.png", content, [])
        with app.test_request_context():  # mails are written in the customer's language
            network = f"192.0.2.{time.time_ns()}"
            services.intake.submit(Submission(new_ticket(), (stored,), network))

    return submit
