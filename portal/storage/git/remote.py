"""The other side: where others' changes come from and ours go to, over https, ssh or a folder.

Nothing of the credentials gets into an error: what is told is the host and what kind of thing
went wrong.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from dulwich.client import (
    GitClient,
    HTTPProxyUnauthorized,
    HTTPUnauthorized,
    default_urllib3_manager,
    get_transport_and_path,
)
from dulwich.errors import GitProtocolError, NotGitRepository, SendPackError
from dulwich.graph import can_fast_forward
from dulwich.objects import ObjectID
from dulwich.refs import Ref
from urllib3 import PoolManager

from portal.kernel.addresses import is_loopback
from portal.kernel.text import clip, squeeze, strip_controls
from portal.storage.git.hindrances import Hindered, Hindrance
from portal.storage.git.values import Remote
from portal.storage.git.worktree import Worktree

_SECONDS = 30.0
_SSH = "ssh -oBatchMode=yes -oConnectTimeout=10"
_LONGEST_REASON = 200
_STATUS = re.compile(r"http resp(?:onse)? (\d{3})", re.IGNORECASE)
_NO_PASSWORD = "git"  # noqa: S105  # the user that goes with a token alone


def fetch(tree: Worktree, remote: Remote) -> ObjectID:
    """Bring the other side's branch into the repository; return its commit. Raises Hindered."""
    ref = _there(tree, remote)

    def wants(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:
        del depth  # all of the history
        tip = refs.get(Ref(ref.encode()))
        return [tip] if tip is not None and tip not in tree.repo.object_store else []

    with _talking(tree, remote) as (client, path), tree.locks.mark():
        found = client.fetch(path, tree.repo, determine_wants=wants).refs.get(Ref(ref.encode()))
    if found is None:
        raise Hindered(Hindrance.NO_BRANCH, ref)
    _remember(tree, remote, found)
    return found


def push(tree: Worktree, remote: Remote, head: ObjectID) -> None:
    """Bring `head` to the other side's branch. Raises Hindered; nothing there is overwritten."""
    ref = Ref(_there(tree, remote).encode())

    def updates(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
        tip = refs.get(ref)
        if tip is not None and not follows(tree, tip, head):
            raise Hindered(Hindrance.DIVERGED, _short(tip, head))
        return {} if tip == head else {ref: head}

    with _talking(tree, remote) as (client, path):
        sent = client.send_pack(path.encode(), updates, tree.repo.object_store.generate_pack_data)
    refusals = [why for why in (sent.ref_status or {}).values() if why]
    if refusals:
        raise Hindered(Hindrance.REFUSED, _one_line(refusals[0]))
    _remember(tree, remote, head)


def is_pushed(tree: Worktree, remote: Remote, head: ObjectID) -> bool:
    """Return whether the other side had `head` when we last heard of it."""
    known = tree.tip(_tracking(tree, remote))
    return known is not None and (known == head or follows(tree, head, known))


def follows(tree: Worktree, old: ObjectID, new: ObjectID) -> bool:
    """Return whether `new` has `old` in its history; what was never fetched is in none."""
    store = tree.repo.object_store
    return old in store and new in store and can_fast_forward(tree.repo, old, new)


def demand_successor(tree: Worktree, old: ObjectID | None, new: ObjectID) -> bool:
    """Return whether there is something to bring forward. Raises Hindered where both went on."""
    if old is None or (old != new and follows(tree, old, new)):
        return True
    if not follows(tree, new, old):
        raise Hindered(Hindrance.DIVERGED, _short(new, old))
    return False


def _short(there: ObjectID, here: ObjectID) -> str:
    return f"{there[:10].decode()} there, {here[:10].decode()} here"


def _there(tree: Worktree, remote: Remote) -> str:
    return tree.ref_of(remote.branch or tree.branch)


def _tracking(tree: Worktree, remote: Remote) -> str:
    name = remote.place if _configured(tree, remote.place) else "portal"
    return f"refs/remotes/{name}/{remote.branch or tree.branch}"


def _configured(tree: Worktree, name: str) -> str:
    """Return the address of the remote called `name` in the repository; empty if none is."""
    try:
        return tree.repo.get_config().get((b"remote", name.encode()), b"url").decode()
    except (KeyError, UnicodeDecodeError):
        return ""


def _remember(tree: Worktree, remote: Remote, tip: ObjectID) -> None:
    ref = _tracking(tree, remote)
    if tree.tip(ref) != tip:
        with tree.locks.take(ref) as lock:
            lock.replace(tip + b"\n")


@contextmanager
def _talking(tree: Worktree, remote: Remote) -> Iterator[tuple[GitClient, str]]:
    """Open the way to the other side; what goes wrong on it is Hindered."""
    address = _configured(tree, remote.place) or remote.place
    named = _host(address)
    try:
        yield _connect(address, remote.credentials)
    except Hindered:
        raise
    except (HTTPUnauthorized, HTTPProxyUnauthorized) as error:
        raise Hindered(Hindrance.REFUSED, f"{named}: the credentials do not fit") from error
    except SendPackError as error:
        raise Hindered(Hindrance.REFUSED, f"{named}: {_one_line(str(error))}") from error
    except NotGitRepository as error:
        raise Hindered(Hindrance.UNREACHABLE, f"{named}: no repository there for us") from error
    except Exception as error:  # whatever the network and the other side come up with
        raise Hindered(Hindrance.UNREACHABLE, f"{named}: {_kind(error)}") from error


def _connect(address: str, credentials: Path | None) -> tuple[GitClient, str]:
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"}:
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise Hindered(Hindrance.REFUSED, f"{_host(address)}: not over http")
        user, password = _login(credentials)
        pool = default_urllib3_manager(None, base_url=address, timeout=_SECONDS)
        if not isinstance(pool, PoolManager):  # it has no callbacks: never
            raise Hindered(Hindrance.UNSUPPORTED, type(pool).__name__)
        return get_transport_and_path(address, username=user, password=password, pool_manager=pool)
    if parts.scheme not in {"", "file", "ssh"}:
        raise Hindered(Hindrance.REFUSED, f"{_host(address)}: not over {parts.scheme}")
    key = str(credentials) if credentials else None
    return get_transport_and_path(address, ssh_command=_SSH, key_filename=key)


def _login(credentials: Path | None) -> tuple[str | None, str | None]:
    if credentials is None:
        return None, None
    user, colon, password = credentials.read_text(encoding="utf-8").strip().partition(":")
    return (user, password) if colon else (_NO_PASSWORD, user)


def _host(address: str) -> str:
    """Return what may be told of `address`: never a user or a password."""
    parts = urlsplit(address)
    if parts.scheme and parts.hostname:
        return parts.hostname
    return address.rpartition("@")[2].partition(":")[0] or address


def _kind(error: Exception) -> str:
    """Return what went wrong without the error's own text, which may quote an address."""
    status = _STATUS.search(str(error)) if isinstance(error, GitProtocolError) else None
    return f"HTTP {status[1]}" if status else type(error).__name__


def _one_line(text: str) -> str:
    return clip(squeeze(strip_controls(text)), _LONGEST_REASON)
