"""Every setting says what it decides, and the README lists exactly those that there are."""

import re
from pathlib import Path

import pytest

from portal.settings import Settings

ROOT = Path(__file__).parents[2]
FIELDS = Settings.model_fields


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_has_a_variable_and_says_what_it_decides(name):
    field = FIELDS[name]

    assert field.alias in {"HOST", "PORT"} or re.fullmatch(r"PORTAL_[A-Z_]+", field.alias or "")
    assert field.description
    assert not field.is_required(), "the portal starts without any of them"


def test_the_readme_lists_every_setting_and_no_other():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Settings", 1)[1].split("\n## ", 1)[0]

    listed = re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)
    assert listed == [field.alias for field in FIELDS.values()]


def test_nothing_but_the_settings_reads_the_environment():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "portal").rglob("*.py")
        if re.search(r"\bos\.environ|\bgetenv\(", path.read_text(encoding="utf-8"))
    }

    assert not found, "pydantic reads it for portal/settings"
