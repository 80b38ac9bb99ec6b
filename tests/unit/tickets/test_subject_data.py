"""How often the subject rules are wrong on subjects nobody wrote for them."""

from pathlib import Path

import pytest
import yaml

from portal.kernel.locale import Locale
from portal.tickets.model import Kind
from portal.tickets.rules.subject import check_subject

DATA = yaml.safe_load(Path(__file__).with_name("subjects.yml").read_text(encoding="utf-8"))
FEWEST = {"good": 30, "vague": 20}


def labelled(locale: str, label: str) -> list[tuple[Kind, str]]:
    return [(Kind(kind), text) for kind, sets in DATA[locale].items() for text in sets[label]]


@pytest.mark.parametrize("label", ["good", "vague"])
@pytest.mark.parametrize("locale", list(Locale))
def test_at_most_one_in_ten_unseen_subjects_is_judged_wrongly(lexicons, locale, label):
    subjects = labelled(locale, label)
    wrong = [
        text
        for kind, text in subjects
        if bool(check_subject(text, kind, lexicons[locale])) is (label == "good")
    ]
    assert len(set(subjects)) >= FEWEST[label]
    assert len(wrong) <= len(subjects) / 10, wrong


@pytest.mark.parametrize("locale", list(Locale))
def test_no_good_subject_is_ever_blocked(lexicons, locale):
    for kind, text in labelled(locale, "good"):
        assert not any(f.blocking for f in check_subject(text, kind, lexicons[locale])), text
