"""Values of the provider that stand in a text as such, where their variable should."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from portal.kernel.findings import Finding
from portal.writing.model import Manuscript, World

_PORT_NAME = re.compile(r"mail\..*port")
_PORT_WORD = re.compile(r"puert|port", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?![\w,/-]|\.\d)")


def check(manuscript: Manuscript, world: World) -> Iterator[Finding]:
    """Yield every literal value of the body that has a variable."""
    values = world.variables.get(manuscript.head.locale, {})
    names, pattern = _addresses(tuple(sorted(values.items())), world.domain)
    ports = {value: name for name, value in values.items() if _PORT_NAME.fullmatch(name)}
    first = manuscript.source.first_line
    for number, line in enumerate(manuscript.source.body.splitlines(), start=first):
        if pattern is not None:
            for match in pattern.finditer(line):
                yield _finding(manuscript, number, match.group(), names[match.group().lower()])
        if _PORT_WORD.search(line):
            for match in _NUMBER.finditer(line):
                if match.group() in ports:
                    yield _finding(manuscript, number, match.group(), ports[match.group()])


def _finding(manuscript: Manuscript, line: int, value: str, name: str) -> Finding:
    message = f"write {{{{ {name} }}}}, not {value}"
    return manuscript.warning(line, "literal-value", message, name, value)


@lru_cache(maxsize=8)
def _addresses(
    values: tuple[tuple[str, str], ...], domain: str
) -> tuple[Mapping[str, str], re.Pattern[str] | None]:
    """Return the hosts, links and addresses of ours with their variables, and what finds them."""
    names: dict[str, str] = {}
    for name, value in values:
        if _is_address(value, domain):
            names.setdefault(value.lower(), name)
    if not names:
        return names, None
    longest_first = sorted(names, key=len, reverse=True)
    choices = "|".join(re.escape(value) for value in longest_first)
    return names, re.compile(rf"(?<![\w.@-])(?:{choices})(?![\w-]|\.\w)", re.IGNORECASE)


def _is_address(value: str, domain: str) -> bool:
    if " " in value:
        return False
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return bool(domain) and re.search(rf"(?:^|[./@]){re.escape(domain)}\b", value) is not None
    return True
