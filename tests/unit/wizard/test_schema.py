"""The schema for editors says what the reader takes: it is made from it, and tried on the flows."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.wizard.files.flows import read_flow
from portal.wizard.files.schema import PUBLISHED, flow_schema, written
from tests.unit.wizard.our_flows import DEFAULTS, FLOWS

EXAMPLE = Path(__file__).with_name("mail_example.yml")
SCHEMA = flow_schema()
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def faults(value: Any, schema: Any, place: str = "") -> Iterator[str]:
    """Yield why `value` is not as `schema` says; as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], place)
        return
    for name in {"anyOf", "oneOf"} & schema.keys():
        if all(any(faults(value, one, place)) for one in schema[name]):
            yield f"{place}: none of {name}"
    allowed = [schema["const"]] if "const" in schema else schema.get("enum", [value])
    if value not in allowed:
        yield f"{place}: {value} is none of {allowed}"
    kind = schema.get("type")
    if kind and not isinstance(value, TYPES[kind]):
        yield f"{place}: is no {kind}"
    elif kind == "object":
        yield from faults_of_keys(value, schema, place)
    elif kind == "array":
        found = (faults(one, schema["items"], f"{place}.{i}") for i, one in enumerate(value))
        yield from chain.from_iterable(found)


def faults_of_keys(value: dict[str, Any], schema: Any, place: str) -> Iterator[str]:
    yield from (f"{place}: lacks {n}" for n in schema.get("required", ()) if n not in value)
    more = schema.get("additionalProperties", True)
    for name, one in value.items():
        if name in schema.get("properties", {}):
            yield from faults(one, schema["properties"][name], f"{place}.{name}")
        elif more is False:
            yield f"{place}: may not have {name}"
        elif isinstance(more, dict):
            yield from faults(one, more, f"{place}.{name}")


def test_the_published_schema_is_current() -> None:
    """If not: `portal flow schema > portal/wizard/flow.schema.json`."""
    assert PUBLISHED.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_that_ships_fits_the_schema(name: str) -> None:
    flow = yaml.safe_load((DEFAULTS / "flows" / f"{name}.yml").read_text(encoding="utf-8"))
    assert list(faults(flow, SCHEMA)) == []


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_that_ships_names_the_schema_for_editors(name: str) -> None:
    file = DEFAULTS / "flows" / f"{name}.yml"
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (file.parent / first.rpartition("=")[2]).resolve() == PUBLISHED


BROKEN = [
    ("version: 3", 'version: "3"'),
    ("product: mail", "product: post"),
    ("    optional: true", "    optionl: true"),
    ("    kind: task", "    kind: tusk"),
    ("    kind: check", "    kined: check"),
    ("    article: mail-open-webmail", ""),
    ("{else: o_ticket}", "{els: o_ticket}"),
    ("goto: o_scope}", "goto: [o_scope]}"),
    ("is: works}, goto: o_offer", "iz: works}, goto: o_offer"),
    ("{else: medium}", "{else: urgent}"),
    (', cs: "Nefunguje pošta"}', "}"),
]


@pytest.mark.parametrize(("old", "new"), BROKEN)
def test_what_the_reader_refuses_the_schema_refuses_too(old: str, new: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    assert list(faults(yaml.safe_load(text), SCHEMA)) == []
    broken = text.replace(old, new, 1)
    is_read = read_flow(broken, EXAMPLE).flow is not None
    assert not is_read or old.startswith(", cs")  # a missing language is the linter's
    assert list(faults(yaml.safe_load(broken), SCHEMA)) != []


def test_a_node_does_not_say_its_own_name() -> None:
    assert "id" not in SCHEMA["$defs"]["Choice"]["properties"]
    assert "kind" in SCHEMA["$defs"]["Choice"]["required"]


def test_every_kind_of_node_tells_authors_what_it_is_for() -> None:
    assert json.dumps(SCHEMA).count('"description"') > 15
    assert SCHEMA["$defs"]["Task"]["description"].startswith("Something to do first")
