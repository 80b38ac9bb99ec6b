"""The group: every command explains itself, and mistakes are said in words."""

from pathlib import PurePath
from typing import Any

import pytest

from portal.cli import main
from portal.cli.errors import explain
from portal.kernel.errors import Unavailable
from portal.kernel.findings import Finding
from portal.tickets.files import MattersError

COMMANDS = main.list_commands(None)  # type: ignore[arg-type]  # the list depends on no context


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text(shop: Any, command: str) -> None:
    result = shop.run(command, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_an_unknown_command_is_a_mistake_in_the_call(shop):
    assert shop.run("serf").exit_code == 2


def test_a_wrong_setting_is_named_by_its_variable(shop, monkeypatch):
    monkeypatch.setenv("PORT", "many")

    result = shop.run("migrate")

    assert result.exit_code == 2
    assert "  PORT: " in result.stderr


def test_a_wrong_public_address_is_explained_without_a_trace(shop, monkeypatch):
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "http://help.example.com")

    result = shop.run("migrate")

    assert result.exit_code == 2
    assert result.stderr.splitlines()[1].startswith("  PORTAL_PUBLIC_URL must start with https")


def test_broken_files_of_the_provider_are_listed_with_their_lines(shop):
    (shop.data / "site").mkdir(parents=True)
    (shop.data / "site" / "policy.yml").write_text("reopen_days: -1\n")

    result = shop.run("new", "en", "mail-setup", "Title")

    assert result.exit_code == 2
    assert "policy.yml:1: error: site: reopen_days" in result.stderr


def test_faults_of_the_words_that_compare_reports_are_listed_too():
    finding = Finding(PurePath("en.yml"), 3, "matters", "words: Field required")

    assert explain(MattersError([finding]))[1:] == [f"  {finding}"]


@pytest.mark.parametrize("address", ["nonsense", "postgresql://u:secret@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_used_is_said_in_one_line(
    shop: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE", address)

    result = shop.run("migrate")

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.stderr


def test_migrate_says_which_database_it_brought_up_to_date(shop):
    result = shop.run("migrate")

    assert result.exit_code == 0
    assert "portal.db" in result.stdout


def test_our_own_faults_are_not_explained_away():
    assert explain(KeyError("x")) == []


def test_an_error_without_words_is_explained_by_its_kind():
    assert explain(Unavailable()) == ["We cannot do it now; nothing was lost."]
