"""What the JSON exports of Zendesk Guide and Help Scout Docs say, as pages."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from portal.importing.model import Form, Page
from portal.importing.rules.matter import text_of, texts_of

Record = Mapping[str, Any]
_DEEPEST = 3
_NAMES = {
    "articles": "article",
    "sections": "section",
    "categories": "category",
    "collections": "collection",
}


def records(data: object, name: str, depth: int = 0) -> Iterator[Record]:
    """Yield the records that an answer of their API, or several in a list, holds as `name`."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            yield from records(item, name, depth + 1)
    elif isinstance(data, dict):
        found = data.get(name, data.get(_NAMES[name]))
        if isinstance(found, dict):
            found = found.get("items", [found])
        yield from (item for item in found or () if isinstance(item, dict) and _id(item))


def guess(data: object) -> Form | None:
    """Return whose export `data` is, or None."""
    for record in records(data, "articles"):
        if "section_id" in record or "label_names" in record or "body" in record:
            return Form.ZENDESK
        if "text" in record or "collectionId" in record:
            return Form.HELPSCOUT
    return None


def zendesk(data: object, place: PurePosixPath) -> Iterator[Page]:
    """Yield Zendesk's articles; one that has its translations with it gives a page for each."""
    sections = _by_id(records(data, "sections"))
    categories = _by_id(records(data, "categories"))
    for record in records(data, "articles"):
        section = sections.get(text_of(record, "section_id"), {})
        category = categories.get(text_of(section, "category_id"), {})
        versions: list[Record] = [v for v in _list(record, "translations") if isinstance(v, dict)]
        for version in versions or [record]:
            yield _zendesk_page(
                record, version, place, text_of(section, "name"), text_of(category, "name")
            )


def _zendesk_page(
    record: Record, version: Record, place: PurePosixPath, section: str, category: str
) -> Page:
    twin = f"articles/{_id(record)}"
    language = text_of(version, "locale") or text_of(record, "locale")
    address = _path(text_of(version, "html_url") or text_of(record, "html_url"))
    short = f"/hc/articles/{_id(record)}"
    local = f"/hc/{language}/articles/{_id(record)}" if language else short
    return Page(
        origin=f"{twin}.{language.lower()}" if language else twin,
        twin=twin,
        place=place / twin,
        title=text_of(version, "title", "name") or text_of(record, "title", "name"),
        body=str(version.get("body") or ""),
        language=language,
        is_html=True,
        is_draft=bool(version.get("draft")),
        category=category or section,
        tags=(*texts_of(record, "label_names"), *((section,) if category and section else ())),
        addresses=tuple(dict.fromkeys(a for a in (address, local, short) if a)),
    )


def helpscout(data: object, place: PurePosixPath) -> Iterator[Page]:
    """Yield Help Scout's articles."""
    categories = _by_id(records(data, "categories"))
    collections = _by_id(records(data, "collections"))
    for record in records(data, "articles"):
        twin = f"articles/{_id(record)}"
        first = next(iter(texts_of(record, "categories")), "")
        section = categories.get(first) or collections.get(text_of(record, "collectionId")) or {}
        number, slug = text_of(record, "number"), text_of(record, "slug")
        addresses = (
            _path(text_of(record, "publicUrl")),
            f"/article/{number}-{slug}",
            f"/article/{number}",
        )
        yield Page(
            origin=twin,
            twin=twin,
            place=place / twin,
            title=text_of(record, "name"),
            body=str(record.get("text") or ""),
            is_html=True,
            is_draft=text_of(record, "status") not in {"", "published"},
            slug=slug,
            category=text_of(section, "name"),
            tags=texts_of(record, "keywords"),
            related=tuple(f"articles/{one}" for one in texts_of(record, "related")),
            addresses=tuple(dict.fromkeys(a for a in addresses if a and number)),
        )


def hosts(data: object) -> tuple[str, ...]:
    """Return the addresses of the sites that the articles were read at."""
    found = (
        urlsplit(text_of(record, "html_url", "publicUrl")) for record in records(data, "articles")
    )
    return tuple(dict.fromkeys(f"https://{parts.netloc}" for parts in found if parts.netloc))


def _by_id(found: Iterable[Record]) -> dict[str, Record]:
    return {_id(record): record for record in found}


def _id(record: Record) -> str:
    return text_of(record, "id")


def _list(record: Record, name: str) -> list[Any]:
    found = record.get(name)
    return found if isinstance(found, list) else []


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
