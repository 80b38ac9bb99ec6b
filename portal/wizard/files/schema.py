"""The format of flow files as JSON Schema, for editors. Made from the reader, so it cannot drift.

What editors are told beyond what the reader checks: all three locales, and no `null`, which the
reader takes for a key that is not there.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.kernel.locale import LOCALES
from portal.wizard.files.flows import json_schema

PUBLISHED = Path(__file__).parents[1] / "flow.schema.json"
"""The file that flows name in their first line."""

_TITLE = "A guided conversation of the help portal"
_TEXT = {"$ref": "#/$defs/Text"}
_NODES = ("Choice", "Task", "Input", "Find", "Check", "Branch", "Outcome")
_MADE = {"id"}
"""What a node gets from its key: no file says it."""


def flow_schema() -> dict[str, Any]:
    """Return the schema of a flow file."""
    schema = _plain(json_schema())
    definitions = schema["$defs"]
    for name in _NODES:
        if name in definitions:
            _without(definitions[name], _MADE)
            _demand(definitions[name], "kind")
    definitions["Text"] = {
        "type": "object",
        "description": "What is said, once in each language.",
        "properties": {str(code): {"type": "string", "minLength": 1} for code in LOCALES},
        "required": [str(code) for code in LOCALES],
        "additionalProperties": False,
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": _TITLE}
    return {**schema, **head}


def written() -> str:
    """Return the schema as it stands in the published file."""
    return json.dumps(flow_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(schema: Any) -> Any:  # noqa: ANN401  # any part of a schema
    """Leave out titles made of names, defaults and `null`; put texts in their own place."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if _is_text(schema):
        return dict(_TEXT)
    meant = _without_null(schema)
    return {
        key: _properties(part) if key == "properties" else _plain(part)
        for key, part in meant.items()
        if key not in {"title", "default"}
    }


def _properties(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """A property may have any name, `title` too. The exits of a check are no text."""
    return {
        name: {"type": "object", "additionalProperties": {"type": "string"}}
        if name == "exits"
        else _plain(schema)
        for name, schema in schemas.items()
    }


def _is_text(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object" and schema.get("additionalProperties") == {
        "type": "string"
    }


def _without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    some = schema.get("anyOf", ())
    left = [part for part in some if part != {"type": "null"}]
    if len(left) == len(some):
        return schema
    rest = {key: part for key, part in schema.items() if key != "anyOf"}
    return {**rest, **left[0]} if len(left) == 1 else {**rest, "anyOf": left}


def _without(definition: dict[str, Any], names: set[str]) -> None:
    for name in names:
        definition["properties"].pop(name, None)
    definition["required"] = [n for n in definition.get("required", ()) if n not in names]


def _demand(definition: dict[str, Any], name: str) -> None:
    definition["required"] = sorted({*definition["required"], name})
