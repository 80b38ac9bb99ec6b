"""YAML with the line of every value, and without its traps.

PyYAML takes the last of two equal keys, reads a bare `no` as False, `0x800CCC0E` and `12:30` as
numbers and `5.10` as `5.1`. Here the first two are problems, and the others stay the text they
are: only plain decimal whole numbers become numbers.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, ten times as fast

Path = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the root."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the text. `line` counts from 1."""

    line: int
    message: str


@dataclass
class Document:
    """Plain data, and the line where each part of it stands."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Return the line of the value at `path`, or of its nearest parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER_TAGS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_MOST_VALUES = 200_000  # an alias inside an alias inside … grows without end
_TRAPS = {"yes", "no", "on", "off", "y", "n"}


def read_yaml(text: str, first_line: int = 1) -> Document:
    """Read `text` as one YAML document; `first_line` is where it starts in its file.

    Never raises for bad text: what is wrong is in `problems`.
    """
    document = Document(None)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        document.problems.append(Problem(line, f"not valid YAML: {error.problem}"))
        return document
    except (yaml.YAMLError, RecursionError) as error:
        document.problems.append(Problem(first_line, f"not valid YAML: {error}"))
        return document
    if node is not None:
        reader = _Reader(document, first_line)
        document.data = reader.read(node, ())
        if reader.is_too_large:
            document.problems.append(Problem(first_line, "too many values"))
    return document


class _Reader:
    """Turns YAML nodes into plain data and notes lines and traps on the way."""

    def __init__(self, document: Document, first_line: int) -> None:
        self._document = document
        self._first_line = first_line
        self._constructor = yaml.constructor.SafeConstructor()
        self._left = _MOST_VALUES

    @property
    def is_too_large(self) -> bool:
        return self._left < 0

    def read(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  # plain data of any shape
        self._left -= 1
        if self._left < 0:
            return None
        self._document.lines[path] = self._line(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key_node.tag == "tag:yaml.org,2002:bool":
                self._trap(key_node)
            if key in found:
                self._problem(key_node, f"the key {key!r} stands here twice")
            found[key] = self.read(value_node, (*path, key))
            self._document.lines[(*path, key)] = self._line(key_node)
        return found

    def _scalar(self, node: yaml.Node) -> Any:  # noqa: ANN401
        plain = isinstance(node, yaml.ScalarNode) and node.style in {None, ""}
        if plain and str(node.value).lower() in _TRAPS:
            self._trap(node)
            return str(node.value)
        if node.tag in _NUMBER_TAGS and not _NUMBER.fullmatch(str(node.value)):
            return str(node.value)
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._problem(node, f"cannot be read: {error}")
            return str(node.value)

    def _trap(self, node: yaml.Node) -> None:
        self._problem(node, f"write {node.value!r} in quotes: YAML takes it for true or false")

    def _problem(self, node: yaml.Node, message: str) -> None:
        self._document.problems.append(Problem(self._line(node), message))

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)
