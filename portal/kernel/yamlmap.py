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
    """One thing wrong with the text. `line` counts from 1.

    `kind` says which, for those who have words of their own; `about` is the value it speaks of.
    """

    line: int
    message: str
    kind: str = field(default="", compare=False)
    about: str = field(default="", compare=False)


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


_TAG = "tag:yaml.org,2002:"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER_TAGS = {f"{_TAG}int", f"{_TAG}float"}
_TEXT_TAGS = {f"{_TAG}{kind}" for kind in ("str", "float", "value", "merge")}
_BUILT_TAGS = {f"{_TAG}{kind}" for kind in ("null", "bool", "int", "timestamp")}
_MOST_VALUES = 60_000  # an alias inside an alias inside … grows without end
_DEEPEST = 40  # libyaml's composer is recursive C: some ten thousand levels end the process
_TRAPS = {"yes", "no", "on", "off", "y", "n"}


def read_yaml(text: str, first_line: int = 1) -> Document:
    """Read `text` as one YAML document; `first_line` is where it starts in its file.

    Never raises for bad text: what is wrong is in `problems`.
    """
    document = Document(None)
    try:
        too_deep_at = _find_too_deep(text)
        node = yaml.compose(text, Loader=_Loader) if too_deep_at is None else None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        line = first_line + _line_of_error(error, text)
        said = getattr(error, "problem", None) or str(error)
        said = " ".join(said.split())
        document.problems.append(Problem(line, f"not valid YAML: {said}", "yaml", said))
        return document
    if too_deep_at is not None:
        problem = Problem(first_line + too_deep_at, "nested too deeply", "too-deep")
        document.problems.append(problem)
    elif node is not None:
        _Reader(document, first_line).read_all(node)
    return document


def _find_too_deep(text: str) -> int | None:
    """Return the line (from 0) where values are nested deeper than we read, or None."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return int(event.start_mark.line) if event.start_mark else 0
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _line_of_error(error: Exception, text: str) -> int:
    """Return the line (from 0) that `error` speaks of; the end of a text is on its last line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return min(int(mark.line), text.rstrip("\n").count("\n"))
    if isinstance(error, UnicodeEncodeError):
        return text.count("\n", 0, error.start)
    return text.encode()[: getattr(error, "position", 0)].count(b"\n")


class _Reader:
    """Turns YAML nodes into plain data and notes lines and traps on the way."""

    def __init__(self, document: Document, first_line: int) -> None:
        self._document = document
        self._first_line = first_line
        self._constructor = yaml.constructor.SafeConstructor()
        self._left = _MOST_VALUES
        self._is_too_deep = False

    def read_all(self, root: yaml.Node) -> None:
        """Fill the document with what stands at `root` and below."""
        self._document.data = self.read(root, ())
        if self._left < 0:
            self._document.data = None
            self._document.lines.clear()
            self._problem(root, "too many values", "too-many")

    def read(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401  # plain data of any shape
        self._left -= 1
        if self._left < 0:
            return None
        if len(path) > _DEEPEST:  # aliases may go deeper than the text does, or round in circles
            return self._too_deep(node)
        self._document.lines[path] = self._line(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _too_deep(self, node: yaml.Node) -> None:
        if not self._is_too_deep:
            self._problem(node, "nested too deeply, or a value that refers to itself", "too-deep")
        self._is_too_deep = True

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(key_node, "a key must be text", "key-text")
                continue
            key = str(key_node.value)
            if key_node.tag == f"{_TAG}bool":
                self._trap(key_node)
            if key in found:
                self._problem(key_node, f"the key {key!r} stands here twice", "twice", key)
            found[key] = self.read(value_node, (*path, key))
            self._document.lines[(*path, key)] = self._line(key_node)
        return found

    def _scalar(self, node: yaml.Node) -> Any:  # noqa: ANN401
        text = str(node.value)
        plain = isinstance(node, yaml.ScalarNode) and node.style in {None, ""}
        if plain and text.lower() in _TRAPS:
            self._trap(node)
            return text
        if node.tag in _TEXT_TAGS or (node.tag in _NUMBER_TAGS and not _NUMBER.fullmatch(text)):
            return text
        return self._built(node)

    def _built(self, node: yaml.Node) -> Any:  # noqa: ANN401
        """Return the number, date, truth value or nothing that `node` stands for."""
        if node.tag not in _BUILT_TAGS:
            self._problem(node, f"the tag {node.tag!r} is not known here", "tag", node.tag)
            return str(node.value)
        try:
            return self._constructor.construct_object(node)
        except (ValueError, LookupError, AttributeError, ArithmeticError):
            said = f"cannot be read as {node.tag.removeprefix(_TAG)}"
            self._problem(node, said, "no-value", str(node.value))
            return str(node.value)

    def _trap(self, node: yaml.Node) -> None:
        said = f"write {node.value!r} in quotes: YAML takes it for true or false"
        self._problem(node, said, "quotes", str(node.value))

    def _problem(self, node: yaml.Node, message: str, kind: str, about: str = "") -> None:
        self._document.problems.append(Problem(self._line(node), message, kind, about))

    def _line(self, node: yaml.Node) -> int:
        return self._first_line + int(node.start_mark.line)
