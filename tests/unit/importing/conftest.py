from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from typing_extensions import override

from portal.importing.model import Form, Notes, Page
from portal.importing.rules.composing import to_lines
from portal.importing.rules.links import Linker
from portal.writing.rules.body import is_kept
from tests.unit.importing.sources import Desk


class PlainLinker(Linker):
    """Leaves every link and picture as it is."""

    @override
    def link(self, text: str, target: str, line: int) -> str:
        return f"[{text}]({target})"

    @override
    def picture(self, alt: str, source: str, line: int) -> str:
        return f"![{alt}]({source})"


@pytest.fixture(scope="session")
def converted() -> Callable[..., tuple[str, list[str]]]:
    """Return a text in our Markdown, and what was noted as `line: code`."""

    def convert(body: str, form: Form = Form.HUGO) -> tuple[str, list[str]]:
        notes = Notes(PurePosixPath("page.md"))
        is_html = form in {Form.ZENDESK, Form.HELPSCOUT}
        page = Page("page.md", "page", notes.place, "The title", body, is_html=is_html)
        lines = to_lines(page, form, PlainLinker(), is_kept, notes)
        return "\n".join(line.text for line in lines), [f"{f.line}: {f.code}" for f in notes.found]

    return convert


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
