"""What counts as a mailbox, a domain, an address on the web: typed answers, made regular."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from portal.kernel.text import clip, squeeze, strip_controls
from portal.wizard.model import Facts, FactType, Flow, Input, Value

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_MAILBOX = re.compile(rf"[^\s@<>(),;:\"]{{1,64}}@(?P<domain>{_LABEL}(?:\.{_LABEL})+)")
_LONGEST_DOMAIN = 253
_LONGEST = {"text": 500, "error_code": 200, "datetime": 100}


def read_input(kind: FactType, text: str) -> str | None:
    """Return the typed answer made regular, or None where it is not of its kind.

    People paste addresses with `https://` and mailboxes with `mailto:`; both are understood.
    """
    plain = squeeze(strip_controls(text))
    if not plain:
        return None
    readers = {"mailbox": read_mailbox, "domain": read_domain, "url": _read_url}
    if kind in readers:
        return readers[kind](plain)
    return clip(plain, _LONGEST.get(kind, _LONGEST["text"]))


def fitting_answers(flow: Flow, answers: Mapping[str, str]) -> dict[str, str]:
    """Return `answers` with typed ones made regular, without those that are not of their kind.

    An address may have been written by anybody, or for an older version of the flow.
    """
    read = {name: _fitting(flow, name, text) for name, text in answers.items()}
    return {name: text for name, text in read.items() if text is not None}


def fitting_facts(flow: Flow, given: Facts) -> dict[str, Value]:
    """Return what was `given`, without typed values that `flow` would not take now."""
    inputs = {node.sets: node.id for node in flow.nodes.values() if isinstance(node, Input)}
    return {
        name: value
        for name, value in given.items()
        if name not in inputs or _fitting(flow, inputs[name], str(value)) is not None
    }


def _fitting(flow: Flow, name: str, text: str) -> str | None:
    node = flow.nodes.get(name)
    if not isinstance(node, Input) or not text:
        return text
    return read_input(flow.facts[node.sets].type, text)


def read_mailbox(text: str) -> str | None:
    """Return the e-mail address in `text`, its domain in lower case, or None."""
    found = _MAILBOX.fullmatch(text.removeprefix("mailto:").strip("<> "))
    if found is None or len(found["domain"]) > _LONGEST_DOMAIN:
        return None
    local = found.group(0).rpartition("@")[0]
    return f"{local}@{found['domain'].lower()}"


def read_domain(text: str) -> str | None:
    """Return the domain in `text`, without scheme, path or port, in lower case, or None."""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".").lower()
    if len(host) > _LONGEST_DOMAIN or not _DOMAIN.fullmatch(host):
        return None
    return None if host.replace(".", "").isdigit() else host


def _read_url(text: str) -> str | None:
    domain = read_domain(text)
    if domain is None:
        return None
    parts = urlsplit(text if "//" in text else f"//{text}")
    path = clip(parts.path, 300)
    return f"{parts.scheme or 'https'}://{domain}{path}"
