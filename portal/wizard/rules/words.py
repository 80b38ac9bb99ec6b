"""What the flow says of a path: what is known so far, the parts of a subject, the first draft."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.wizard.model import (
    UNKNOWN,
    Choice,
    Facts,
    Find,
    Flow,
    Input,
    Option,
    SubjectRole,
    Task,
    Text,
    Value,
)
from portal.wizard.rules.replay import Step

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""The name of a fact in a text."""


@dataclass(frozen=True)
class Told:
    """One thing the reader told: `label` is a noun phrase, `words` is their answer."""

    node: str
    label: str
    words: str


@dataclass(frozen=True)
class Prefill:
    """What the ticket can say before anybody types."""

    steps: tuple[str, ...] = ()
    expected: str = ""
    observed: str = ""


@dataclass(frozen=True)
class SubjectParts:
    """The fragments a subject is composed of; what the path did not tell is empty."""

    object: str = ""
    symptom: str = ""
    asset: str = ""
    code: str = ""


@dataclass(frozen=True)
class _Answered:
    node: Choice | Task | Input | Find
    words: str
    facts: Facts
    option: Option | None = None

    @property
    def is_unknown(self) -> bool:
        return self.option is not None and self.option.id == UNKNOWN


def say(text: Text, locale: Locale, facts: Facts) -> str:
    """Return `text` in `locale` with the facts it names; an unknown one stays as written."""
    return PLACEHOLDER.sub(lambda m: str(facts.get(m[1], m[0])), text[locale])


def told(flow: Flow, path: Sequence[Step], locale: Locale) -> tuple[Told, ...]:
    """Return what was told on the path, in order; skipped questions are left out.

    Of a scope entry found, `words` is the id.
    """
    return tuple(
        Told(answered.node.id, answered.node.label[locale], answered.words)
        for answered in _answered(flow, path, locale)
    )


def answer_words(flow: Flow, node: str, value: str, locale: Locale) -> tuple[str, str]:
    """Return what the question `node` is called, and `value`, its answer, in words."""
    asked = flow.nodes[node]
    if isinstance(asked, Choice | Task):
        found = next(option for option in asked.options if option.id == value)
        return asked.label[locale], say(found.text, locale, {})
    return (asked.label[locale] if isinstance(asked, Input | Find) else "", value)


def subject_parts(flow: Flow, path: Sequence[Step], locale: Locale) -> SubjectParts:
    """Return what the answers give to a subject; of two in the same role the later one counts."""
    parts: dict[SubjectRole, str] = {}
    for answered in _answered(flow, path, locale):
        said = answered.option.says if answered.option else None
        role = None if isinstance(answered.node, Find) else answered.node.subject
        if role is None or (answered.is_unknown and said is None):
            continue
        parts[role] = say(said, locale, answered.facts) if said else answered.words
    return SubjectParts(**parts)


def own_words(flow: Flow, facts: Facts) -> str:
    """Return the customer's own words, in which they said what they need, or an empty text."""
    asked = (node for node in flow.nodes.values() if isinstance(node, Find))
    return next((str(facts[node.words]) for node in asked if facts.get(node.words)), "")


def prefill(flow: Flow, path: Sequence[Step], locale: Locale) -> Prefill:
    """Return the steps done on the path, and what was expected and seen instead.

    A task answered with "I cannot tell" was not done, and is no step.
    """
    answered = list(_answered(flow, path, locale))
    done = [(a.node, a) for a in answered if isinstance(a.node, Task) and not a.is_unknown]
    chosen = [(a.option, a) for a in answered if a.option]
    return Prefill(
        tuple(say(task.step, locale, a.facts) for task, a in done if task.step),
        _joined(say(o.expected, locale, a.facts) for o, a in chosen if o.expected),
        _joined(say(o.observed, locale, a.facts) for o, a in chosen if o.observed),
    )


def _joined(sentences: Iterable[str]) -> str:
    """Put the sentences behind each other, each once."""
    return " ".join(dict.fromkeys(sentences))


def _answered(flow: Flow, path: Sequence[Step], locale: Locale) -> Iterator[_Answered]:
    facts: dict[str, Value] = {}
    for step in path:
        node = flow.nodes[step.node]
        if not step.value:  # a branch, or a skipped input
            continue
        if isinstance(node, Choice | Task):
            option = next(option for option in node.options if option.id == step.value)
            yield _Answered(node, say(option.text, locale, facts), facts, option)
        elif isinstance(node, Input):
            facts = {**facts, node.sets: step.value}
            yield _Answered(node, str(step.value), facts)
        elif isinstance(node, Find):
            yield _Answered(node, str(step.value), facts)
