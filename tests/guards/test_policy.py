"""The table of `portal/POLICY.md` is true: its code and tests are there, and bear the rule's id."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"\| (R\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
ROWS = {
    row[1]: (re.findall(r"`([^`]+)`", row[3]), re.findall(r"`([^`]+)`", row[4]))
    for row in _ROW.finditer((ROOT / "portal" / "POLICY.md").read_text(encoding="utf-8"))
}


@cache
def known_tests(path: Path) -> dict[str, str]:
    """Return the tests in `path` by name, each with its docstring and that of its class or file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    holders: list[ast.Module | ast.ClassDef] = [tree, *classes]
    for holder in holders:
        about = ast.get_docstring(holder) or ""
        for node in holder.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[node.name] = f"{ast.get_docstring(node) or ''}\n{about}"
    return found


def belongs_to(rule: str, name: str, about: str) -> bool:
    """Tell whether a test bears the rule's id: in its name, or first thing in a docstring."""
    is_named = re.match(rf"test_(r\d+_)*{rule.lower()}_", name)
    heads = [line for line in about.splitlines() if re.match(r"R\d", line)]
    return bool(is_named) or any(re.search(rf"\b{rule}\b", line) for line in heads)


def test_every_rule_of_the_policy_has_its_line() -> None:
    assert list(ROWS) == [f"R{number}" for number in range(1, 30)]


@pytest.mark.parametrize("rule", ROWS)
def test_the_code_that_decides_is_there(rule: str) -> None:
    code, _ = ROWS[rule]
    assert code
    assert [path for path in code if not (ROOT / "portal" / path).is_file()] == []


@pytest.mark.parametrize("rule", ROWS)
def test_the_tests_that_hold_it_are_there(rule: str) -> None:
    _, held = ROWS[rule]
    assert held
    for named in held:
        path, _, test = named.partition("::")
        assert (ROOT / "tests" / path).is_file(), named
        assert not test or test in known_tests(ROOT / "tests" / path), named


@pytest.mark.parametrize("rule", ROWS)
def test_a_test_bears_its_id(rule: str) -> None:
    files = {ROOT / "tests" / named.partition("::")[0] for named in ROWS[rule][1]}
    tests = [pair for path in files for pair in known_tests(path).items()]
    assert any(belongs_to(rule, name, about) for name, about in tests)
