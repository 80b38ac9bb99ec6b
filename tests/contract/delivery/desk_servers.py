"""Help desks on loopback that answer as their products' documented APIs do, and misbehave as told.

Each stands on its own source, named in the channel of the same name in `portal/delivery/channels`.
"""

import base64
import email
import json
import re
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

TOKEN = "desk-token-0123456789"
AGENT = "agent@faro.example"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def has_basic(self, user: str, password: str) -> bool:
        wanted = base64.b64encode(f"{user}:{password}".encode()).decode()
        return self.headers.get("authorization") == f"Basic {wanted}"


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def in_json(status: int, value: object) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def in_text(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})


@dataclass(frozen=True)
class Entry:
    """What the help desk now holds: a ticket, or an addition to the ticket `on`."""

    title: str
    text: str
    files: tuple[tuple[str, bytes], ...]
    on: str = ""


@dataclass
class Desk(ABC):
    """The behaviour of one product; `mode` is how it misbehaves."""

    mode: str = "normal"
    entries: list[Entry] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    most_bytes: int = 10**9

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Do what the product does with `request`."""


class OsTicket(Desk):
    @override
    def answer(self, request: Request) -> Reply:
        if (request.method, request.path) != ("POST", "/api/tickets.json"):
            return in_text(404, "not found")
        if request.headers.get("x-api-key") != TOKEN:
            return in_text(401, "Valid API key required")
        fields = request.json()
        missing = [name for name in ("name", "email", "subject", "message") if not fields.get(name)]
        if missing:
            return in_text(400, f"Unable to create new ticket: validation errors: {missing}")
        files = []
        for attachment in fields["attachments"]:
            ((name, value),) = attachment.items()
            found = re.fullmatch(r"data:[\w/.+-]+;base64,(.*)", value)
            if not found:
                return in_text(400, "Incorrectly encoded base64 data")
            files.append((name, base64.b64decode(found[1], validate=True)))
        self.entries.append(Entry(fields["subject"], fields["message"], tuple(files)))
        return in_text(201, str(123455 + len(self.entries)))


class Zammad(Desk):
    @override
    def answer(self, request: Request) -> Reply:  # noqa: PLR0911  # one for each case of the API
        if request.headers.get("authorization") != f"Token token={TOKEN}":
            return in_json(401, {"error": "Authentication required"})
        if request.path == "/api/v1/tickets/search":
            found = [n for n, e in self.tickets() if request.query["query"][7:-1] in e.title]
            return in_json(200, {"tickets": found[:1], "tickets_count": len(found[:1])})
        fields = request.json()
        if request.path == "/api/v1/tickets":
            if fields.get("group") != "2nd Level":
                return in_json(422, {"error": "No lookup value found for 'group'"})
            if not re.fullmatch(r"guess:[^@]+@[^@]+", fields.get("customer_id", "")):
                return in_json(422, {"error": "Need at least article: { customer_id }"})
            self.entries.append(self.entry(fields["title"], fields["article"]))
            return in_json(201, {"id": len(self.entries), "number": "22019"})
        if request.path == "/api/v1/ticket_articles":
            number = fields["ticket_id"]
            if number not in dict(self.tickets()):
                return in_json(404, {"error": f"Couldn't find Ticket with 'id'={number}"})
            self.entries.append(self.entry(fields["subject"], fields, str(number)))
            return in_json(201, {"id": len(self.entries), "ticket_id": number})
        return in_json(404, {"error": "No route matches"})

    def tickets(self) -> list[tuple[int, Entry]]:
        return [(n, entry) for n, entry in enumerate(self.entries, 1) if not entry.on]

    def entry(self, title: str, article: dict[str, Any], on: str = "") -> Entry:
        files = [
            (a["filename"], base64.b64decode(a["data"], validate=True))
            for a in article["attachments"]
            if a["mime-type"]
        ]
        assert article["content_type"] == "text/plain"
        assert not article["internal"]
        return Entry(title, article["body"], tuple(files), on)


@dataclass
class Zendesk(Desk):
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    keys: dict[str, tuple[bytes, Reply]] = field(default_factory=dict)
    external: dict[str, int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    @override
    def answer(self, request: Request) -> Reply:  # noqa: PLR0911  # one for each case of the API
        if not request.has_basic(f"{AGENT}/token", TOKEN):
            return in_json(401, {"error": "Couldn't authenticate you"})
        if request.path == "/api/v2/uploads.json":
            if len(request.body) > self.most_bytes:
                return in_json(413, {"error": "AttachmentTooLarge"})
            token = f"up{len(self.uploads)}"
            self.uploads[token] = (request.query["filename"], request.body)
            return in_json(201, {"upload": {"token": token}})
        if request.path == "/api/v2/tickets.json" and request.method == "GET":
            known = self.external.get(request.query["external_id"])
            return in_json(200, {"tickets": [self.ticket(known)] if known else []})
        if request.path == "/api/v2/tickets.json":
            return self.create(request)
        number = request.path.removeprefix("/api/v2/tickets/").removesuffix(".json")
        if request.method != "PUT" or number not in map(str, self.external.values()):
            return in_json(404, {"error": "RecordNotFound", "description": "Not found"})
        if number in self.closed:
            details = "Status: closed prevents ticket update"
            return in_json(422, {"error": "RecordInvalid", "description": details})
        comment = request.json()["ticket"]["comment"]
        assert comment["author_id"] == 20978392
        self.entries.append(self.entry("", comment, number))
        return in_json(200, {"ticket": self.ticket(int(number))})

    def create(self, request: Request) -> Reply:
        key = request.headers["idempotency-key"]
        if key in self.keys:
            body, reply = self.keys[key]
            if body != request.body:
                return in_json(400, {"error": "IdempotentRequestError"})
            return reply
        fields: dict[str, Any] = request.json()["ticket"]
        assert re.fullmatch("low|normal|high|urgent", fields["priority"])
        assert re.fullmatch("problem|incident|question|task", fields["type"])
        assert fields["requester"]["email"]
        self.entries.append(
            self.entry(
                fields["subject"], fields["comment"], fields.get("via_followup_source_id", "")
            )
        )
        self.external[fields["external_id"]] = len(self.entries)
        reply = in_json(201, {"ticket": self.ticket(len(self.entries))})
        self.keys[key] = request.body, reply
        return reply

    def ticket(self, number: int) -> dict[str, Any]:
        return {"id": number, "requester_id": 20978392}

    def entry(self, title: str, comment: dict[str, Any], on: str = "") -> Entry:
        files = tuple(self.uploads.pop(token) for token in comment["uploads"])
        return Entry(title, comment["body"], files, on)


class Freshdesk(Desk):
    @override
    def answer(self, request: Request) -> Reply:  # noqa: PLR0911  # one for each case of the API
        if not request.has_basic(TOKEN, "X"):
            return in_json(401, {"code": "invalid_credentials", "message": "You have to be…"})
        if request.path == "/api/v2/search/tickets":
            reference = request.query["query"].removeprefix("\"tag:'").removesuffix("'\"")
            found = [n for n, e in enumerate(self.entries, 1) if reference in e.title]
            return in_json(200, {"total": len(found), "results": [{"id": n} for n in found]})
        fields, files = self.fields(request)
        if sum(len(content) for _, content in files) > 20_000_000:
            return in_json(413, {"message": "Attachments size limit exceeded"})
        note = re.fullmatch(r"/api/v2/tickets/(\d+)/notes", request.path)
        if note:
            assert (fields["private"], fields["incoming"]) in {(False, True), ("false", "true")}
            self.entries.append(Entry("", fields["body"], files, note[1]))
            return in_json(201, {"id": 1000 + len(self.entries)})
        if "@" not in fields.get("email", ""):
            errors = [{"field": "email", "message": "It should be a valid email address"}]
            return in_json(400, {"description": "Validation failed", "errors": errors})
        assert int(fields["status"]) == 2
        assert int(fields["priority"]) in {1, 2, 3, 4}
        assert set(fields.get("tags") or fields["tags[]"]) > {"portal"}
        self.entries.append(Entry(fields["subject"], fields["description"], files))
        return in_json(201, {"id": len(self.entries)})

    def fields(self, request: Request) -> tuple[dict[str, Any], tuple[tuple[str, bytes], ...]]:
        kind = request.headers["content-type"]
        if kind == "application/json":
            return request.json(), ()
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        whole = email.message_from_bytes(head + request.body, policy=HTTP)
        fields: dict[str, Any] = {}
        files = []
        for part in whole.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if name == "attachments[]":
                files.append((str(part.get_filename()), content))
            elif name.endswith("[]"):
                fields.setdefault(name, []).append(content.decode())
            else:
                fields[name] = content.decode()
        return fields, tuple(files)


class Webhook(Desk):
    """Takes what it is sent; the tests look at the requests."""

    @override
    def answer(self, request: Request) -> Reply:
        event = request.json()
        message = event["data"]["message"]
        files = tuple(
            (f["name"], base64.b64decode(f["content"]))
            for f in (message["files"] if message else ())
            if f["content"]
        )
        data = event["data"]
        on = data["reference"] if event["type"] == "ticket.updated" else ""
        self.entries.append(Entry(data["subject"], data["text"], files, on))
        return Reply(202)


_MODES = {
    "401": in_json(401, {"error": f"wrong key {TOKEN}, see https://desk.example/help"}),
    "403": in_json(403, {"error": "not allowed"}),
    "404": Reply(404, b"<html>nothing here</html>", {"Content-Type": "text/html"}),
    "410": Reply(410),
    "413": Reply(413, b"too large", {"Content-Type": "text/html"}),
    "422": in_json(422, {"error": "not like this"}),
    "429": Reply(429, b"", {"Retry-After": "90"}),
    "500": in_json(500, {"error": "oops"}),
    "503": Reply(503, b"", {"Retry-After": "Mon, 02 Mar 2026 09:40:00 GMT"}),
    "redirect": Reply(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}),
    "page": Reply(200, b"<html>sign in</html>", {"Content-Type": "text/html"}),
}


class _Handler(BaseHTTPRequestHandler):
    desk: Desk
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length", 0))
        request = Request(
            self.command,
            parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        self.desk.requests.append(request)
        mode = self.desk.mode
        if mode == "hangs":
            time.sleep(30)
        if mode == "drips":
            self.drip()
        elif mode == "half_closed":
            self.answer_half(self.desk.answer(request))
        elif mode == "no_files" and len(request.body) > self.desk.most_bytes:
            self.send(_MODES["413"])
        else:
            self.send(_MODES[mode] if mode in _MODES else self.desk.answer(request))

    do_GET = do_POST = do_PUT = handle_any  # noqa: N815  # the names that http.server calls

    def send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def answer_half(self, reply: Reply) -> None:
        """Take the ticket, begin to answer, and hang up."""
        self.wfile.write(f"HTTP/1.1 {reply.status} OK\r\nContent-Le".encode())
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(300):
            try:
                self.wfile.write(f"X-Still-{number}: here\r\n".encode())
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    @override
    def handle_error(self, *_: object) -> None:
        """Say nothing: clients hang up on purpose."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """Serve `desk` and yield its address."""
    handler = type("Handler", (_Handler,), {"desk": desk})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
