"""`portal desk sample`: what the help desk will get, by the code that sends it."""

import json
from email import message_from_string
from email.policy import default
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.delivery.model.desk import event_schema


def sample(form: str, tmp_path: Path, locale: str = "en") -> str:
    env = {"PORTAL_DATA": str(tmp_path), "PORTAL_LOCALE": locale}
    result = CliRunner().invoke(main, ["desk", "sample", "--as", form], env=env)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("locale", "heading"), [("en", "WHAT HAPPENS"), ("es", "QUÉ OCURRE"), ("cs", "CO SE DĚJE")]
)
def test_the_report_is_in_the_houses_language(tmp_path, locale, heading):
    assert heading in sample("text", tmp_path, locale)


def test_the_mail_is_one_that_programs_can_read(tmp_path):
    mail = message_from_string(sample("mail", tmp_path), policy=default)

    assert mail["X-Portal-Priority"] == "medium"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["outlook.log"]


def test_the_webhooks_body_fits_the_schema(tmp_path):
    jsonschema.validate(json.loads(sample("webhook", tmp_path)), event_schema())
