"""Reading an article's source: front matter, and defaults from the path."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.articles.model import FrontMatter, Kind, Status
from portal.kernel.findings import Finding
from portal.kernel.locale import Locale, find_locale
from portal.kernel.product import Product
from portal.kernel.text import plain_line_ends, slugify
from portal.kernel.yamlmap import Document, Problem, read_yaml

_FENCE = "---"
_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
SUMMARY_LIMIT = 160


class _Fields(BaseModel):
    """The front matter as people may write it. Only the title is required."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1, max_length=200)
    key: str | None = Field(None, pattern=_SLUG)
    slug: str | None = Field(None, pattern=_SLUG, max_length=100)
    summary: str = Field("", max_length=400)
    category: str | None = Field(None, pattern=_SLUG)
    locale: Locale | None = None
    kind: Kind = Kind.HOW
    keywords: list[str | int] = Field(default_factory=list)
    products: list[Product] = Field(default_factory=list)
    applies_to: list[str | int] = Field(default_factory=list)
    related: list[str] = Field(default_factory=list)
    status: Status = Status.PUBLISHED
    owner: str = ""
    checked: date | None = None
    review_by: date | None = None
    redirect_from: list[str] = Field(default_factory=list)


def is_due(head: FrontMatter, today: date) -> bool:
    """Return whether an article should have been looked through again before `today`."""
    return head.review_by is not None and head.review_by < today


@dataclass(frozen=True)
class Source:
    """An article's text, split; `first_line` is where the body starts in the file."""

    head: FrontMatter
    body: str
    first_line: int


def read_source(path: PurePosixPath, text: str) -> tuple[Source | None, list[Finding]]:
    """Read the article file `text` at `path` (relative to the articles folder).

    Returns the source, or None and every reason why not, each with its line.
    """
    head_text, body, first_line = _split(text)
    document = read_yaml(head_text, first_line=2)
    findings = [_said(path, problem) for problem in document.problems]
    if document.data is not None and not isinstance(document.data, dict):
        findings.append(_said(path, Problem(2, "must be keys and values", "no-keys")))
    if findings and not isinstance(document.data, dict):  # no use in saying what is missing
        return None, findings
    try:
        fields = _Fields.model_validate(document.data or {})
    except ValidationError as error:
        return None, findings + _misfits(path, document, error)
    findings += _check_path(path, fields, document)
    if findings:
        return None, findings
    return Source(_complete(path, fields), body, first_line), []


def _split(text: str) -> tuple[str, str, int]:
    """Return front matter, body, and the body's first line in the file."""
    lines = lines_of(text.removeprefix("\ufeff"))
    if not lines or lines[0].strip() != _FENCE:
        return "", text, 1
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == _FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    return "\n".join(lines[1:]), "", len(lines) + 1


def lines_of(text: str) -> list[str]:
    """Return the lines as editors count them; `splitlines` breaks at more characters."""
    return plain_line_ends(text).split("\n")


def _said(path: PurePosixPath, problem: Problem) -> Finding:
    """Return what is wrong with the head as it is written."""
    about = (problem.about,) if problem.about else ()
    line, message = problem.line, problem.message
    return Finding(path, line, "front-matter", message, kind=problem.kind, about=about)


def _misfits(path: PurePosixPath, document: Document, error: ValidationError) -> list[Finding]:
    """Return what is wrong with the values of the head; `about` is the field, and its limit."""
    found: dict[tuple[str | int, ...], Finding] = {}
    for item in error.errors():
        place = item["loc"][:2]
        name = str(place[0])
        said = {"missing": "is missing", "extra_forbidden": "is not a key we know"}
        words = said.get(item["type"], item["msg"][0].lower() + item["msg"][1:])
        limit = item.get("ctx", {}).get("max_length", "")
        finding = Finding(
            path,
            document.line_of(place),
            "front-matter",
            f"{name}: {words}",
            kind=item["type"],
            about=(name, str(limit)),
        )
        found.setdefault(place, finding)
    return list(found.values())


def _check_path(path: PurePosixPath, fields: _Fields, document: Document) -> list[Finding]:
    folder = find_locale(path.parts[0]) if len(path.parts) > 1 else None
    problems = []
    if folder is None and fields.locale is None:
        said = "lies in no locale's folder (es, en, cs) and names no locale"
        problems.append(Problem(1, said, "no-locale"))
    if folder and fields.locale and folder != fields.locale:
        line, said = document.line_of(("locale",)), f"locale: the folder says {folder}"
        problems.append(Problem(line, said, "other-locale", folder))
    if not fields.slug and not slugify(path.stem):
        problems.append(Problem(1, "the file's name gives no slug: write one", "no-slug"))
    return [_said(path, problem) for problem in problems]


def _complete(path: PurePosixPath, fields: _Fields) -> FrontMatter:
    folders = [part for part in path.parts[:-1] if find_locale(part) is None]
    locale = fields.locale or Locale(path.parts[0])
    slug = fields.slug or slugify(path.stem)
    return FrontMatter(
        key=fields.key or slug,
        title=fields.title,
        slug=slug,
        summary=fields.summary,
        category=fields.category or (slugify(folders[0]) if folders else "") or "general",
        locale=locale,
        kind=fields.kind,
        keywords=tuple(str(k) for k in fields.keywords),
        products=tuple(fields.products),
        applies_to=tuple(str(a) for a in fields.applies_to),
        related=tuple(fields.related),
        status=fields.status,
        owner=fields.owner,
        checked=fields.checked,
        review_by=fields.review_by,
        redirect_from=tuple(fields.redirect_from),
    )
