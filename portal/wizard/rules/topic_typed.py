"""What a text in own words says for a question that is answered by typing: offered, never taken."""

import re

from portal.wizard.model import FactType
from portal.wizard.rules.inputs import read_domain, read_mailbox

_MAILBOX = re.compile(r"[^\s@<>(),;:\"“”«»„]{1,64}@[\w.-]{1,253}")
_DOMAIN = re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@-])")
_FILES = frozenset(
    {"php", "html", "htm", "txt", "jpg", "jpeg", "png", "gif", "pdf", "zip", "eml", "msg", "log"}
    | {"css", "js", "xml", "sql", "pst"}
)
"""Endings of files, which look like domains: `index.php`."""


def typed_in(text: str, code: str, kind: FactType) -> str:
    """Return what `text`, in which an error `code` was found, says for a field of `kind`.

    Empty where it says nothing, or more than one thing.
    """
    if kind == "error_code":
        return code
    mailboxes = {found for m in _MAILBOX.findall(text) if (found := read_mailbox(m.rstrip(".-")))}
    if kind == "mailbox":
        return mailboxes.pop() if len(mailboxes) == 1 else ""
    if kind != "domain":
        return ""
    named = {found for d in _DOMAIN.findall(text) if not _is_file(d) and (found := read_domain(d))}
    bare = {domain.removeprefix("www.") for domain in named}
    domains = bare or {mailbox.rpartition("@")[2] for mailbox in mailboxes}
    return domains.pop() if len(domains) == 1 else ""


def _is_file(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _FILES
