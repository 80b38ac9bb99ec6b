"""Flow files: read strictly, every error at once, each with its line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, TypeAdapter, ValidationError, with_config

from portal.kernel.findings import Finding
from portal.kernel.yamlmap import Document, read_yaml
from portal.wizard import model
from portal.wizard.files.mistakes import findings_of
from portal.wizard.rules import lint_world
from portal.wizard.rules.issues import Issue, LintContext
from portal.wizard.rules.lint import in_order, lint_alone

_KEYS = {
    "is_": "is",
    "in_": "in",
    "not_": "not",
    "from_": "from",
    "all_of": "all",
    "any_of": "any",
    "otherwise": "else",
    "set_to": "set",
}


def _key(name: str) -> str:
    return _KEYS.get(name, name)


@with_config(ConfigDict(strict=True, extra="forbid", alias_generator=_key))
@dataclass(frozen=True)
class _FlowFile(model.Flow):
    nodes: Mapping[str, Annotated[model.Node, Discriminator("kind")]]


_ADAPTER = TypeAdapter(_FlowFile)


@dataclass(frozen=True)
class FlowFile:
    """One file as read: the flow when its format is right, and what is wrong otherwise."""

    path: Path
    flow: model.Flow | None
    findings: tuple[Finding, ...]
    document: Document

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What the linter says of the flow by itself: most of the work of looking at one."""
        return tuple(lint_alone(self.flow)) if self.flow is not None else ()


@dataclass(frozen=True)
class FlowShelf:
    """Every flow that could be read, by id, and everything found wrong.

    `kept` names those whose file has faults, so that an earlier version stands in, or none.
    """

    flows: Mapping[str, model.Flow]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...] = ()


def json_schema() -> dict[str, Any]:
    """Return what the reader takes, as JSON Schema."""
    return _ADAPTER.json_schema(by_alias=True)


@lru_cache(maxsize=64)  # each look at the disk, and each check, meets the same texts again
def read_flow(text: str, path: Path) -> FlowFile:
    """Read `text` as a flow; `path` is where it came from, for the findings."""
    document = read_yaml(text)
    findings = [Finding(path, p.line, "L17", p.message) for p in document.problems]
    flow = None
    try:
        flow = _ADAPTER.validate_json(json.dumps(_with_ids(document.data), default=str))
    except ValidationError as error:
        findings += findings_of(error, document, path)
    return FlowFile(path, flow, tuple(findings), document)


def load_flow(path: Path) -> FlowFile:
    """Read the flow file at `path`; raises OSError when it cannot be opened."""
    try:
        return read_flow(path.read_text(encoding="utf-8"), path)
    except UnicodeDecodeError:
        finding = Finding(path, 1, "format", "the file is not UTF-8")
        return FlowFile(path, None, (finding,), Document(None))


def load_flows(folders: Sequence[Path], context: LintContext) -> FlowShelf:
    """Read and lint every flow; a file of a later folder replaces its namesake.

    The ids of the flows found are added to those that `context` knows.
    """
    paths = {path.name: path for folder in folders for path in sorted(folder.glob("*.yml"))}
    files = [load_flow(paths[name]) for name in sorted(paths)]
    flows = {file.path.stem: file.flow for file in files if file.flow is not None}
    known = replace(context, flows={*context.flows, *flows})
    findings = [finding for file in files for finding in check_flow(file, known)]
    return FlowShelf(flows, tuple(findings))


def check_flow(file: FlowFile, context: LintContext) -> tuple[Finding, ...]:
    """Return everything wrong with `file`: its format, its file name, and what the linter says."""
    found = list(file.findings)
    if file.flow is not None:
        if file.flow.flow != file.path.stem:
            message = f"flow {file.flow.flow!r} must stand in {file.flow.flow}.yml"
            found.append(Finding(file.path, file.document.line_of(("flow",)), "format", message))
        found += [
            Finding(file.path, file.document.line_of(i.path), i.rule, i.message, i.level)
            for i in in_order([*file.issues, *lint_world.lint(file.flow, context)])
        ]
    return tuple(sorted(found))


def _with_ids(data: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Give every node its key as its id, so that a node knows its own name."""
    nodes = data.get("nodes") if isinstance(data, dict) else None
    if not isinstance(nodes, dict):
        return data
    named = {k: {**node, "id": k} if isinstance(node, dict) else node for k, node in nodes.items()}
    return {**data, "nodes": named}
