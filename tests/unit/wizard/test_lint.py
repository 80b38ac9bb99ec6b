"""Each rule is broken in a copy of the sound example, and only there."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import pytest

from portal.kernel.findings import Level
from portal.wizard.model import Flow
from portal.wizard.rules.issues import LintContext
from portal.wizard.rules.lint import lint
from portal.wizard.rules.paths import count_paths, paths
from portal.wizard.rules.replay import Replay, replay

ReadFlow = Callable[[dict[str, Any]], Flow]
Place = tuple[str | int, ...]
Breaker = Callable[[dict[str, Any]], None]

WORDS = {"es": "Una cosa", "en": "A thing", "cs": "Něco"}


def at(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def put(value: Any, *place: str | int) -> Breaker:
    def broken(data: dict[str, Any]) -> None:
        at(data, place[:-1])[place[-1]] = value

    return broken


def drop(*place: str | int) -> Breaker:
    def broken(data: dict[str, Any]) -> None:
        del at(data, place[:-1])[place[-1]]

    return broken


def both(*breakers: Breaker) -> Breaker:
    def broken(data: dict[str, Any]) -> None:
        for breaker in breakers:
            breaker(data)

    return broken


def swapped_rules(data: dict[str, Any]) -> None:
    data["nodes"]["route"]["rules"].reverse()


def question(goto: str, fact: str) -> dict[str, Any]:
    options = [
        {"id": "a", "goto": goto, "text": WORDS},
        {"id": "b", "goto": goto, "text": WORDS},
    ]
    return {"kind": "choice", "sets": fact, "label": WORDS, "text": WORDS, "options": options}


def asks_more(count: int, goto: str = "code") -> Breaker:
    """Put more questions between `mailbox` and `goto`, all used by the ticket's priority."""

    def broken(data: dict[str, Any]) -> None:
        data["nodes"]["mailbox"]["goto"] = "q0"
        for i in range(count):
            then = f"q{i + 1}" if i + 1 < count else goto
            data["facts"][f"q{i}"] = {"type": "enum", "values": ["a", "b"]}
            data["nodes"][f"q{i}"] = question(then, f"q{i}") | {"subject": "object"}

    return broken


def nine_options(data: dict[str, Any]) -> None:
    ids = [f"o{i}" for i in range(9)]
    data["facts"]["usable"]["values"] = ids
    data["nodes"]["usable"]["options"] = [
        {"id": one, "goto": "route", "text": WORDS} for one in ids
    ]
    data["priority"] = [{"else": "medium"}]


def too_many_cases(data: dict[str, Any]) -> None:
    parts = [{"fact": "usable", "is": "unusable"}, {"fact": "devices", "gte": 2}]
    for i in range(4):
        data["facts"][f"c{i}"] = {"type": "enum", "values": [f"v{n}" for n in range(8)]}
        parts.append({"fact": f"c{i}", "is": "v0"})
    data["priority"][0]["when"] = {"all": parts}


def useless_question(data: dict[str, Any]) -> None:
    data["facts"]["colour"] = {"type": "enum", "values": ["a", "b"]}
    data["nodes"]["colour"] = question("code", "colour")
    data["nodes"]["mailbox"]["goto"] = "colour"


def second_device_by(fact: str, answer: str) -> Breaker:
    """Let `high` rest on the answer to a question instead of the counted devices."""
    return put({"fact": fact, "is": answer}, "priority", 0, "when", "all", 1)


def same_line_on_one_path(data: dict[str, Any]) -> None:
    """Ask whoever is not sure of webmail about another device on the same line."""
    options = [
        {"id": one, "goto": "usable", "text": WORDS} for one in ("works", "fails", "unknown")
    ]
    data["nodes"]["same_line"] = {
        "kind": "task", "sets": "other_net", "article": "mail-open-webmail",
        "label": WORDS, "text": WORDS, "options": options,
    }  # fmt: skip
    data["nodes"]["webmail"]["options"][2]["goto"] = "same_line"


def told_on_one_path(data: dict[str, Any]) -> None:
    """Let whoever is not sure of webmail say it, without trying anything."""
    same_line_on_one_path(data)
    told = data["nodes"]["same_line"]
    del told["article"]
    told["kind"] = "choice"


def asks_more_behind(outcome: str, count: int) -> Breaker:
    """Put more questions behind `outcome`, for those whom it did not help."""

    def broken(data: dict[str, Any]) -> None:
        then = data["nodes"][outcome]["unsolved"]
        data["nodes"][outcome]["unsolved"] = "m0"
        for i in range(count):
            data["facts"][f"m{i}"] = {"type": "enum", "values": ["a", "b"]}
            goto = f"m{i + 1}" if i + 1 < count else then
            data["nodes"][f"m{i}"] = question(goto, f"m{i}") | {"subject": "object"}

    return broken


def useless_behind(outcome: str) -> Breaker:
    """Ask whom `outcome` did not help something that makes no difference."""

    def broken(data: dict[str, Any]) -> None:
        data["facts"]["mood"] = {"type": "enum", "values": ["a", "b"]}
        data["nodes"]["mood"] = question(data["nodes"][outcome]["unsolved"], "mood")
        data["nodes"][outcome]["unsolved"] = "mood"

    return broken


def asks_in_own_words(data: dict[str, Any]) -> None:
    """Let the example begin with a question that finds a scope entry, soundly."""
    data["facts"] |= {"entry": {"type": "scope"}, "words": {"type": "text", "private": True}}
    data["nodes"]["need"] = {
        "kind": "find", "sets": "entry", "words": "words", "label": WORDS, "text": WORDS,
        "goto": "found", "none": data["start"],
    }  # fmt: skip
    rules = [{"when": {"scope_of": "entry", "is": "in_scope"}, "goto": "o_found"}]
    data["nodes"]["found"] = {"kind": "branch", "rules": [*rules, {"else": "o_refused"}]}
    asked = {"kind": "outcome", "scope_from": "entry"}
    ticket = {"type": "ticket", "record": "request", "queue": "technical", "requires": ["entry"]}
    data["nodes"]["o_found"] = asked | ticket
    data["nodes"]["o_refused"] = asked | {"type": "out_of_scope", "unsolved": "o_found"}
    data["start"] = "need"


def in_own_words(*breakers: Breaker) -> Breaker:
    """Break what `asks_in_own_words` adds."""
    return both(asks_in_own_words, *breakers)


NODES, FACTS = "nodes", "facts"
SYMPTOM = (NODES, "symptom", "options")
ROUTE = (NODES, "route", "rules")
HIGH = {"all": [{"fact": "usable", "is": "unusable"}, {"fact": "devices", "gte": 2}]}

BREAKAGES: list[tuple[str, Place, Breaker]] = [
    ("L01", ("start",), put("nowhere", "start")),
    ("L01", (*SYMPTOM, 1, "goto"), put("nowhere", *SYMPTOM, 1, "goto")),
    ("L01", (NODES, "status", "exits", "fail"), put("nowhere", NODES, "status", "exits", "fail")),
    ("L01", (NODES, "o_isp", "unsolved"), put("nowhere", NODES, "o_isp", "unsolved")),
    ("L01", (*ROUTE, 2, "else"), put("nowhere", *ROUTE, 2, "else")),
    ("L02", (NODES, "o_isp"), put("o_blocked", NODES, "fw", "exits", "ok")),
    ("L02", (NODES, "talk"), lambda data: data["nodes"].update(talk=data["nodes"]["usable"])),
    ("L03", (NODES, "usable"), put([], NODES, "usable", "options")),
    ("L03", (NODES, "code", "skip"), drop(NODES, "code", "optional")),
    ("L04", (NODES, "webmail", "options", 2, "goto"),
     put("mailbox", NODES, "webmail", "options", 2, "goto")),
    ("L04", (NODES, "o_isp", "unsolved"), put("other_net", NODES, "o_isp", "unsolved")),
    ("L05", ROUTE, drop(*ROUTE, 2)),
    ("L05", (*ROUTE, 1), swapped_rules),
    ("L05", (*ROUTE, 1), put({"when": {"scope": "mail-own-mailbox", "is": "out_of_scope"},
                              "goto": "o_offer"}, *ROUTE, 1)),
    ("L05", (*ROUTE, 1), both(
        put({"fact": "webmail", "in": ["works", "fails"]}, *ROUTE, 0, "when"),
        put({"all": [{"fact": "webmail", "is": "works"},
                     {"scope": "mail-own-mailbox", "is": "in_scope"}]}, *ROUTE, 1, "when"))),
    ("L06", (NODES, "webmail", "sets"), put("web", NODES, "webmail", "sets")),
    ("L06", (*ROUTE, 1, "when"), put({"fact": "web", "is": "works"}, *ROUTE, 1, "when")),
    ("L06", (FACTS, "spare"), put({"type": "domain"}, FACTS, "spare")),
    ("L06", (NODES, "o_ticket", "requires", 0), put(["spare"], NODES, "o_ticket", "requires")),
    ("L06", (NODES, "status", "sets"), drop(FACTS, "service", "from")),
    ("L06", (NODES, "usable", "sets"), put("check", FACTS, "usable", "from")),
    ("L06", (NODES, "o_ticket", "effect"), put("degraded", NODES, "o_ticket", "effect")),
    ("L06", (NODES, "usable", "text"),
     put({"es": "¿Va {x}?", "en": "Does {x} go?", "cs": "Jde {x}?"}, NODES, "usable", "text")),
    ("L07", (NODES, "usable", "options"), drop(NODES, "usable", "options", 1)),
    ("L07", (NODES, "usable", "options"), put("unusable", NODES, "usable", "options", 1, "id")),
    ("L07", (NODES, "fw", "exits"), put(["ok", "unknown"], FACTS, "firewall", "values")),
    ("L07", (NODES, "code", "sets"), put({"type": "enum", "values": ["x"]}, FACTS, "code")),
    ("L07", (*ROUTE, 1, "when"), put({"fact": "webmail", "is": "work"}, *ROUTE, 1, "when")),
    ("L07", (*ROUTE, 1, "when"), put({"fact": "webmail", "gte": 2}, *ROUTE, 1, "when")),
    ("L07", (FACTS, "devices"), put("domain", FACTS, "devices", "type")),
    ("L07", (FACTS, "code"), put(["x"], FACTS, "code", "values")),
    ("L07", (NODES, "o_ticket", "effect"), both(
        put("question", NODES, "o_ticket", "effect"),
        put({"type": "enum", "values": ["degraded"]}, FACTS, "effect"))),
    ("L08", ("locales",), put(["es", "en"], "locales")),
    ("L08", ("title",), drop("title", "cs")),
    ("L08", (NODES, "symptom", "label"), put({**WORDS, "de": "Ding"}, NODES, "symptom", "label")),
    ("L08", (*SYMPTOM, 0, "says", "en"), put(" ", *SYMPTOM, 0, "says", "en")),
    ("L08", (*SYMPTOM, 0, "observed", "cs"),
     put("The message does not leave.", *SYMPTOM, 0, "observed", "cs")),
    ("L08", (NODES, "webmail", "step", "en"),
     put({"es": "Con {code}", "en": "With it", "cs": "S {code}"}, NODES, "webmail", "step")),
    ("L08", (NODES, "usable", "text"),
     put({"es": "¿{webmail}?", "en": "So {webmail}?", "cs": "Tedy {webmail}?"},
         NODES, "usable", "text")),
    ("L09", (NODES, "webmail", "article"), put("gone", NODES, "webmail", "article")),
    ("L09", (NODES, "o_scope", "article"), put("gone", NODES, "o_scope", "article")),
    ("L10", (NODES, "o_scope", "scope"), put("gone", NODES, "o_scope", "scope")),
    ("L10", (NODES, "o_bounce", "flow"), put("gone", NODES, "o_bounce", "flow")),
    ("L10", (NODES, "o_ticket", "queue"), put("gone", NODES, "o_ticket", "queue")),
    ("L10", (NODES, "o_blocked", "action"), put("gone", NODES, "o_blocked", "action")),
    ("L10", (*ROUTE, 0, "when"), put("gone", *ROUTE, 0, "when", "scope")),
    ("L10", (*ROUTE, 0, "when"), put("outside", *ROUTE, 0, "when", "is")),
    ("L11", (NODES, "fw", "run"), put("gone", NODES, "fw", "run")),
    ("L11", (NODES, "fw", "exits"), drop(NODES, "fw", "exits", "unknown")),
    ("L12", (*ROUTE, 1, "when"), put("route", *SYMPTOM, 2, "goto")),
    ("L12", (*ROUTE, 1, "when"), put({"fact": "code", "is": "0x1"}, *ROUTE, 1, "when")),
    ("L12", (NODES, "usable", "text"),
     put({"es": "¿Va {code}?", "en": "Does {code} go?", "cs": "Jde {code}?"},
         NODES, "usable", "text")),
    ("L13", (NODES, "o_client"), drop(NODES, "o_client", "article")),
    ("L13", (NODES, "o_known"), drop(NODES, "o_known", "unsolved")),
    ("L13", (NODES, "o_ticket"), drop(NODES, "o_ticket", "record")),
    ("L13", (NODES, "o_bounce"), put("usable", NODES, "o_bounce", "unsolved")),
    ("L13", (NODES, "o_known"), drop(NODES, "o_known", "article")),
    ("L14", (NODES, "o_ticket", "requires", 0), put("route", *SYMPTOM, 2, "goto")),
    ("L14", (NODES, "o_ticket", "requires", 0), put(["code"], NODES, "o_ticket", "requires")),
    ("L14", (NODES, "o_ticket", "requires", 0), put(["usable"], NODES, "o_ticket", "requires")),
    ("L15", (FACTS, "usable"), put(True, FACTS, "usable", "private")),
    ("L15", (FACTS, "mailbox"), drop(FACTS, "mailbox", "private")),
    ("L15", (NODES, "code", "text"),
     put({"es": "¿{mailbox}?", "en": "So {mailbox}?", "cs": "A {mailbox}?"},
         NODES, "code", "text")),
    ("L16", (NODES, "usable"), asks_more(4)),
    ("L16", (NODES, "usable", "options"), nine_options),
    ("L16", (NODES, "mailbox", "hint", "en"), put("x" * 101, NODES, "mailbox", "hint", "en")),
    ("L16", (NODES, "mailbox", "hint", "en"),
     put("See https://example.com/", NODES, "mailbox", "hint", "en")),
    ("L18", ("priority",), drop("priority", 1)),
    ("L18", ("priority", 1), put([{"else": "low"}, {"set": "high", "when": HIGH}], "priority")),
    ("L18", ("priority", 0), put({"fact": "usable", "is": "unusable"}, "priority", 0, "when")),
    ("L18", ("priority", 0), put(1, "priority", 0, "when", "all", 1, "gte")),
    ("L18", ("priority", 1), put("high", "priority", 1, "else")),
    ("L18", ("priority", 0), put(
        [{"set": "low", "when": {"fact": "usable", "in": ["degraded", "unusable"]}},
         {"set": "high", "when": HIGH}, {"else": "medium"}], "priority")),
    ("L18", ("chain", 2, "rules", 1),
     put({"fact": "service", "is": "fail"}, "chain", 2, "rules", 1, "when")),
    ("L18", ("priority",), too_many_cases),
    ("L18", ("priority", 0), put({"all": [{"fact": "usable", "is": "unusable"},
                                          {"fact": "gone", "is": "fail"}]},
                                 "priority", 0, "when")),
    ("L18", ("priority", 0), second_device_by("other_net", "works")),
    ("L18", ("priority", 0), second_device_by("other_net", "unknown")),
    ("L18", ("priority", 0), second_device_by("webmail", "fails")),
    ("L18", ("priority", 0), both(second_device_by("other_net", "fails"),
                                  put("mail-open-webmail", NODES, "other_net", "article"))),
    ("L18", ("priority", 0), both(second_device_by("other_net", "fails"), same_line_on_one_path)),
    ("L18", ("priority", 0), both(second_device_by("other_net", "fails"), told_on_one_path)),
    ("L18", ("priority", 0), put({"fact": "other_net", "is": "fails"}, "priority", 0, "when")),
    ("L19", (NODES, "o_ticket"), drop(*ROUTE, 0)),
    ("L19", (NODES, "o_ticket"), put("usable", NODES, "code", "skip")),
    ("L20", (NODES, "colour"), useless_question),
    ("L01", (NODES, "need", "none"), in_own_words(put("nowhere", NODES, "need", "none"))),
    ("L05", (NODES, "found", "rules", 1), in_own_words(
        put([{"when": {"fact": "entry", "known": True}, "goto": "o_found"},
             {"when": {"scope_of": "entry", "is": "in_scope"}, "goto": "o_refused"},
             {"else": "o_refused"}], NODES, "found", "rules"))),
    ("L06", (NODES, "need", "words"), in_own_words(drop(FACTS, "words"))),
    ("L06", (NODES, "o_found", "scope_from"),
     in_own_words(put("gone", NODES, "o_found", "scope_from"))),
    ("L06", (NODES, "found", "rules", 0, "when"),
     in_own_words(put("gone", NODES, "found", "rules", 0, "when", "scope_of"))),
    ("L07", (NODES, "need", "sets"), in_own_words(put("code", NODES, "need", "sets"))),
    ("L07", (NODES, "need", "words"), in_own_words(put("mailbox", NODES, "need", "words"))),
    ("L07", (NODES, "code", "sets"), in_own_words(put("entry", NODES, "code", "sets"))),
    ("L07", (NODES, "found", "rules", 0, "when"),
     in_own_words(put("code", NODES, "found", "rules", 0, "when", "scope_of"))),
    ("L07", (NODES, "o_found", "scope_from"),
     in_own_words(put("words", NODES, "o_found", "scope_from"))),
    ("L08", (NODES, "need", "text"), in_own_words(
        put({"es": "¿{entry}?", "en": "So {entry}?", "cs": "A {entry}?"}, NODES, "need", "text"))),
    ("L10", (NODES, "found", "rules", 0, "when"),
     in_own_words(put({"fact": "entry", "is": "gone"}, NODES, "found", "rules", 0, "when"))),
    ("L10", (NODES, "found", "rules", 0, "when"),
     in_own_words(put("outside", NODES, "found", "rules", 0, "when", "is"))),
    ("L12", (NODES, "found", "rules", 0, "when"),
     in_own_words(put("found", NODES, "need", "none"))),
    ("L13", (NODES, "o_refused"), in_own_words(drop(NODES, "o_refused", "scope_from"))),
    ("L13", (NODES, "o_found"),
     in_own_words(put("mail-own-mailbox", NODES, "o_found", "scope"))),
    ("L14", (NODES, "o_refused", "scope_from"),
     in_own_words(put("o_refused", NODES, "need", "none"))),
    ("L15", (FACTS, "entry"), in_own_words(put(True, FACTS, "entry", "private"))),
    ("L15", (FACTS, "words"), in_own_words(drop(FACTS, "words", "private"))),
    ("L16", (NODES, "usable"), in_own_words(asks_more(3))),
    ("L19", (NODES, "o_ticket"), in_own_words(put("o_ticket", NODES, "found", "rules", 1, "else"))),
    ("L20", (NODES, "need"), in_own_words(
        put("symptom", NODES, "need", "goto"), drop(NODES, "found"), drop(NODES, "o_found"),
        drop(NODES, "o_refused"))),
]  # fmt: skip


BEHIND: list[tuple[str, Place, Breaker]] = [
    ("L01", (NODES, "o_known", "unsolved"), put("nowhere", NODES, "o_known", "unsolved")),
    ("L02", (NODES, "o_ticket"), both(put("o_offer", *ROUTE, 2, "else"),
                                      put("o_bounce", NODES, "o_scope", "unsolved"),
                                      put("o_bounce", NODES, "o_offer", "unsolved"))),
    ("L04", (NODES, "o_offer", "unsolved"), put("route", NODES, "o_offer", "unsolved")),
    ("L12", (*ROUTE, 1, "when"), put("route", NODES, "o_known", "unsolved")),
    ("L14", (NODES, "o_ticket", "requires", 0), put("usable", NODES, "o_known", "unsolved")),
    ("L16", (NODES, "usable"), asks_more_behind("o_client", 5)),
    ("L19", (NODES, "o_ticket"), put("o_ticket", NODES, "o_client", "unsolved")),
    ("L20", (NODES, "mood"), useless_behind("o_isp")),
]  # fmt: skip
"""Faults that only those meet whom an outcome did not help."""


@pytest.mark.parametrize(("rule", "place", "breaker"), BEHIND)
def test_what_lies_behind_an_outcome_that_did_not_help_is_checked_too(
    data: dict[str, Any],
    read: ReadFlow,
    context: LintContext,
    rule: str,
    place: Place,
    breaker: Breaker,
) -> None:
    breaker(data)
    found = {(issue.rule, issue.path) for issue in lint(read(data), context)}
    assert (rule, place) in found
    for node in data["nodes"].values():  # and nobody else meets it
        node.pop("unsolved", None)
    assert rule == "L02" or (rule, place) not in {
        (issue.rule, issue.path) for issue in lint(read(data), context)
    }


def test_every_rule_is_broken_where_only_some_paths_come_by(flow: Flow) -> None:
    """A rule that looked along one path only would miss it."""
    every = [{step.node for step in p.path} for p in walks(flow)]
    some = {n for walked in every for n in walked if not all(n in other for other in every)}
    some |= {path.outcome.id for path in paths(flow, lambda _: "in_scope")} | {"o_scope"}
    met = {
        rule for rule, place, _ in (*BREAKAGES, *BEHIND) if place[0] == NODES and place[1] in some
    }
    # the colour and the mood of L20 are new nodes; the tables of L18 are met at every ticket,
    # and broken for one path by a fact that only this one sets; L17 is the reader's
    assert met | {"L17", "L18", "L20"} == {f"L{n:02}" for n in range(1, 21)}


def walks(flow: Flow) -> list[Replay]:
    found = paths(flow, lambda _: "in_scope")
    return [replay(flow, p.answers, p.given, lambda _: "in_scope") for p in found]


def test_the_sound_example_has_no_issue(flow: Flow, context: LintContext) -> None:
    assert lint(flow, context) == []


@pytest.mark.parametrize(("rule", "place", "breaker"), BREAKAGES)
def test_a_broken_copy_is_found_out_and_where(
    data: dict[str, Any],
    read: ReadFlow,
    context: LintContext,
    rule: str,
    place: Place,
    breaker: Breaker,
) -> None:
    breaker(data)
    found = {(issue.rule, issue.path) for issue in lint(read(data), context)}
    assert (rule, place) in found


def test_every_rule_is_broken_by_some_test() -> None:
    tested = {rule for rule, _, _ in BREAKAGES} | {"L17"}  # L17: the reader of files
    assert tested == {f"L{n:02}" for n in range(1, 21)}


SOUND: list[Breaker] = [
    asks_in_own_words,
    in_own_words(put([{"when": {"fact": "entry", "in": ["mail-own-mailbox"]}, "goto": "o_refused"},
                      {"when": {"scope_of": "entry", "is": "in_scope"}, "goto": "o_found"},
                      {"else": "o_refused"}], NODES, "found", "rules")),
    put({"all": [{"fact": "code", "known": True}, {"fact": "code", "is": "0x1"}]},
        *ROUTE, 1, "when"),
    both(put({"fact": "code", "known": False}, *ROUTE, 0, "when"),
         put({"fact": "code", "is": "0x1"}, *ROUTE, 1, "when"),
         put("chargeable", NODES, "o_scope", "type"),
         put("outlook-remote-help", NODES, "o_scope", "scope"),
         put({"when": {"scope": "mail-own-mailbox", "is": "in_scope"}, "goto": "o_ticket"},
             *ROUTE, 2),
         lambda data: data["nodes"]["route"]["rules"].append({"else": "o_ticket"})),
    put(["devices"], NODES, "o_ticket", "requires"),
    put({"es": "Outlook", "en": "Outlook", "cs": "Outlook"}, *SYMPTOM, 1, "text"),
    put({"all": [{"fact": "usable", "is": "unusable"}, {"fact": "service", "is": "fail"}]},
        "priority", 0, "when"),
    second_device_by("other_net", "fails"),
    put({"all": [{"fact": "usable", "is": "unusable"},
                 {"any": [{"fact": "devices", "gte": 2}, {"fact": "service", "is": "fail"},
                          {"fact": "other_net", "is": "fails"}]}]},
        "priority", 0, "when"),
    same_line_on_one_path,
    both(put([], "priority"), put("symptom", NODES, "usable", "subject")),
    asks_more(3),
]  # fmt: skip


@pytest.mark.parametrize("change", SOUND)
def test_what_is_right_is_left_alone(
    data: dict[str, Any], read: ReadFlow, context: LintContext, change: Breaker
) -> None:
    change(data)
    assert lint(read(data), context) == []


def test_an_article_that_lacks_a_locale_is_only_a_warning(flow: Flow, context: LintContext) -> None:
    there = {**context.articles, "support-scope": {"es"}}
    issues = lint(flow, replace(context, articles=there))
    assert {(issue.rule, issue.level) for issue in issues} == {("L09", Level.WARNING)}


def test_an_unpublished_article_is_an_error(flow: Flow, context: LintContext) -> None:
    there: dict[str, Collection[str]] = {**context.articles, "support-scope": ()}
    issues = lint(flow, replace(context, articles=there))
    assert {issue.level for issue in issues} == {Level.ERROR}


def test_a_broken_graph_stops_no_other_rule(
    data: dict[str, Any], read: ReadFlow, context: LintContext
) -> None:
    both(
        put("symptom", NODES, "o_isp", "unsolved"),
        drop("title", "cs"),
        put("gone", NODES, "fw", "run"),
    )(data)
    assert {"L04", "L08", "L11"} <= {issue.rule for issue in lint(read(data), context)}


def test_a_flow_with_millions_of_paths_is_checked_at_once(
    data: dict[str, Any], read: ReadFlow, context: LintContext
) -> None:
    asks_more(60)(data)
    wide = read(data)
    assert count_paths(wide) > 10**18
    assert {issue.rule for issue in lint(wide, context)} == {"L16"}
