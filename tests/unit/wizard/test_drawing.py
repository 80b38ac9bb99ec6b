"""The picture of a flow: every node, every answer in words, nothing on top of anything else."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.locale import Locale
from portal.wizard.model import All, FactAtLeast, FactIn, FactIs, FactKnown, Flow, Not
from portal.wizard.model import Any as AnyOf
from portal.wizard.rules.drawing import to_svg
from portal.wizard.rules.layers import Item, Spacing, lay_out, spread
from portal.wizard.rules.mermaid import to_mermaid
from portal.wizard.rules.palette import COLOURS, Colour
from portal.wizard.rules.picture import boxes, guard_words
from tests.unit.wizard.our_flows import FLOWS, shelf

SVG = "{http://www.w3.org/2000/svg}"
SPACING = Spacing(gap=10, lane=6)


def told(svg: str) -> str:
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())  # our own


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("name", FLOWS)
def test_every_node_and_every_answer_is_drawn_in_words(name: str, locale: Locale) -> None:
    found = boxes(shelf().flows[name], locale)
    words = told(to_svg(found, name))
    assert {box.id for box in found} == set(shelf().flows[name].nodes)
    missing = [
        text
        for box in found
        for text in (box.caption, box.words, *(row.words for row in box.rows))
        if " ".join(text.split()) not in words
    ]
    assert missing == []


@pytest.mark.parametrize("name", FLOWS)
def test_no_box_lies_on_another_and_every_arrow_leads_right(name: str) -> None:
    items = [
        Item(box.id, 30.0 + 20 * len(box.rows), tuple((9.0, row.target) for row in box.rows))
        for box in boxes(shelf().flows[name], Locale.EN)
    ]
    layout = lay_out(items, SPACING)
    for column in {item.column for item in layout.items.values()}:
        stack = sorted(
            (layout.tops[item.id], item.height)
            for item in layout.items.values()
            if item.column == column
        )
        for (top, height), (below, _) in pairwise(stack):
            assert top + height + SPACING.gap <= below + 0.01
    for item in layout.items.values():
        assert {layout.items[to].column for _, to in item.ports} <= {item.column + 1}


def test_the_picture_needs_no_style_and_no_script_and_names_itself(flow: Flow) -> None:
    svg = to_svg(boxes(flow, Locale.EN), 'Mail "and" <more>')
    root = ET.fromstring(svg)  # our own
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == 'Mail "and" <more>'
    assert not re.search(r"<style|<script|style=|class=|href", svg)


def test_kinds_are_told_in_words_and_not_by_colour_alone(flow: Flow) -> None:
    captions = {box.kind: box.caption for box in boxes(flow, Locale.EN)}
    assert captions["check"] == "Our check"
    assert captions["branch"] == "Fork"
    assert captions["ticket"] == "Ticket"
    assert len(set(captions.values())) == len(captions)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", set(COLOURS.values()))
def test_the_ink_can_be_read_on_its_fill(colour: Colour) -> None:
    assert (luminance(colour.fill) + 0.05) / (luminance(colour.ink) + 0.05) >= 7


@pytest.mark.parametrize("name", FLOWS)
def test_mermaid_has_a_line_for_every_node_and_every_answer(name: str) -> None:
    found = boxes(shelf().flows[name], Locale.ES)
    text = to_mermaid(found)
    assert text.startswith("flowchart LR\n")
    assert len(re.findall(r"-- \"[^\"]*\" -->", text)) == sum(len(box.rows) for box in found)
    assert all(re.search(rf"^  {box.id}[\[{{(]", text, re.MULTILINE) for box in found)


def test_mermaid_is_not_led_astray_by_signs_in_words(data: dict[str, Any], read: Any) -> None:
    words = dict.fromkeys(("es", "en", "cs"), 'So "#5" <b> `x`?')
    data["nodes"]["symptom"]["text"] = words
    text = to_mermaid(boxes(read(data), Locale.EN))
    assert "So #quot;#35;5#quot; #lt;b#gt; #96;x#96;?" in text


def test_guards_are_written_as_a_person_would() -> None:
    guard = All(
        (
            FactIs("usable", "unusable"),
            AnyOf((FactAtLeast("devices", 2), FactIn("net", ("a", "b")))),
            Not(FactKnown("code", known=True)),
        )
    )
    assert guard_words(guard, Locale.EN) == (
        "usable = unusable and (devices ≥ 2 or net = a / b) and not (code: known)"
    )
    assert " y (" in guard_words(guard, Locale.ES)


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(1, 300)), min_size=1, max_size=20))
def test_spreading_keeps_the_order_and_the_heights(pairs: list[tuple[float, float]]) -> None:
    wishes, heights = [w for w, _ in pairs], [h for _, h in pairs]
    tops = spread(wishes, heights)
    for i, (top, below) in enumerate(pairwise(tops)):
        assert top + heights[i] <= below + 1e-6
    if all(a + h <= b for (a, h), (b, _) in pairwise(pairs)):
        assert tops == pytest.approx(wishes)


def test_boxes_that_cross_for_nothing_are_put_the_other_way_round() -> None:
    items = [
        Item("a", 40, ((10, "low"), (30, "high"))),
        Item("high", 20, ()),
        Item("low", 20, ()),
    ]
    tops = lay_out(items, SPACING).tops
    assert tops["low"] < tops["high"]


def test_arrows_to_one_box_share_a_lane() -> None:
    items = [
        Item("a", 40, ((10, "b"), (30, "z"))),
        Item("b", 40, ((10, "c"), (30, "z"))),
        Item("c", 40, ((10, "z"),)),
        Item("z", 40, ()),
    ]
    layout = lay_out(items, SPACING)
    assert [name for name, item in layout.items.items() if item.goal] == ["z@1", "z@2"]
