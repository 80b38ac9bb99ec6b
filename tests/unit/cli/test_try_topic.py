"""`portal try topic`: the flow and the first answers, as the start page would choose them."""

import json

from click.testing import CliRunner

from portal.cli import main
from portal.cli.judges.topic import label_of
from portal.wizard.rules.topic import Guess


def test_the_label_is_the_flow_with_its_answers():
    assert label_of(Guess("mail", {"symptom": "spam"}, ("mail",))) == "mail symptom=spam"


def test_where_several_flows_fit_the_label_names_them():
    assert label_of(Guess(candidates=("mail", "website"))) == "several mail website"


def test_where_nothing_fits_the_label_says_so():
    assert label_of(Guess()) == "none"


def test_a_line_is_judged_as_the_page_would(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))
    line = {"id": "1", "locale": "cs", "text": "web hlásí chybu 500"}
    answer = CliRunner().invoke(main, ["try", "topic"], input=json.dumps(line))
    told = json.loads(answer.stdout)
    assert told == {"id": "1", "label": "site_error page_error=failed", "why": told["why"]}
    assert told["why"]
