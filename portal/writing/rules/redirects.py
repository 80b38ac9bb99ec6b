"""Old addresses of an article: they lead straight to where it is now, and never in a circle."""

from portal.articles.model import FrontMatter, Status

_SEEN = frozenset({Status.PUBLISHED, Status.ARCHIVED})


def old_addresses(
    before: FrontMatter | None, slug: str, wanted: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the `redirect_from` of an article that will stand at `slug`.

    `before` is what readers have now; `wanted` is what the writer has in the list. An address that
    readers may know is added when it changes. All lead to the article itself, so that there is no
    chain, and its own address is none of them, so that there is no circle.
    """
    known = wanted
    if before is not None and before.status in _SEEN:
        known = (*wanted, before.slug)
    return tuple(dict.fromkeys(old for old in known if old != slug))
