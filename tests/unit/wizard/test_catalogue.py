"""Flows that follow their files: real files, real edits."""

import logging
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from portal.articles.files import GoodVersions
from portal.wizard.catalogue import FlowCatalogue, FlowPlaces, FlowWorld
from portal.wizard.rules.replay import replay

TEXT = Path(__file__).with_name("mail_example.yml").read_text(encoding="utf-8")
NEWER = TEXT.replace("version: 3", "version: 4")
NO_YAML = TEXT.replace("start: symptom", "start: [")
NOWHERE = TEXT.replace("goto: o_client, text", "goto: nowhere, text")
WORLD = FlowWorld(
    scope_ids=frozenset({"mail-own-mailbox", "outlook-remote-help"}),
    actions=frozenset({"unblock_my_ip"}),
    checks=frozenset({"own_mail_service", "firewall_block_of_visitor_ip"}),
)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "bounce.yml").write_text(TEXT.replace("flow: mail_example", "flow: bounce"))
    (folder / "mail_example.yml").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


Open = Callable[[], FlowCatalogue]


@pytest.fixture
def open_(tmp_path: Path, shipped: Path, own: Path) -> Open:
    """Opens the catalogue as a process does at its start; it looks at every call."""

    def paths() -> list[Path]:
        names = {path.name for folder in (shipped, own) for path in folder.glob("*.yml")}
        return [own / n if (own / n).exists() else shipped / n for n in sorted(names)]

    places = FlowPlaces(paths, shipped, GoodVersions(tmp_path / "good"))
    return lambda: FlowCatalogue(places, WORLD, pause=0)


def version(flows: FlowCatalogue) -> int | None:
    found = flows().flows.get("mail_example")
    return found.version if found else None


def write(folder: Path, text: str, name: str = "mail_example") -> None:
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def test_an_edited_flow_is_used_without_a_restart(open_: Open, shipped: Path) -> None:
    flows = open_()
    assert version(flows) == 3
    write(shipped, NEWER)
    assert version(flows) == 4


def test_every_process_follows_by_itself(open_: Open, own: Path) -> None:
    first, second = open_(), open_()
    write(own, NEWER)
    assert (version(first), version(second)) == (4, 4)


def test_a_flow_of_ones_own_takes_the_place_of_the_shipped_one_and_gives_it_back(
    open_: Open, own: Path
) -> None:
    flows = open_()
    write(own, NEWER)
    assert version(flows) == 4
    (own / "mail_example.yml").unlink()
    assert version(flows) == 3


def test_a_new_flow_appears_and_a_deleted_one_goes(open_: Open, own: Path) -> None:
    flows = open_()
    write(own, TEXT.replace("flow: mail_example", "flow: post"), "post")
    assert "post" in flows().flows
    (own / "post.yml").unlink()
    assert "post" not in flows().flows


@pytest.mark.parametrize("broken", [NO_YAML, NOWHERE, "", "\0", TEXT.replace("symptom", "x", 1)])
def test_a_broken_edit_keeps_the_last_good_version_and_is_told(
    open_: Open, own: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(own, NEWER)
    flows = open_()
    write(own, broken)
    with caplog.at_level(logging.WARNING):
        assert version(flows) == 4
    assert flows().kept == ("mail_example",)
    assert {finding.path for finding in flows().findings} == {own / "mail_example.yml"}
    assert "an earlier version stays in use" in caplog.text


def test_it_is_told_once_and_not_at_every_look(
    open_: Open, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flows = open_()
    write(own, NOWHERE)
    for _ in range(5):
        flows()
    assert caplog.text.count("an earlier version stays in use") == 1


def test_once_mended_the_flow_is_used_again_and_nothing_is_kept(
    open_: Open, own: Path, tmp_path: Path
) -> None:
    flows = open_()
    write(own, NOWHERE)
    flows()
    write(own, NEWER)
    assert (version(flows), flows().kept, flows().findings) == (4, (), ())
    assert GoodVersions(tmp_path / "good").find(PurePosixPath("mail_example.yml")) is None


def test_a_restart_while_the_file_is_broken_finds_the_good_version(open_: Open, own: Path) -> None:
    write(own, NEWER)
    running = open_()
    write(own, NOWHERE)
    assert version(running) == 4
    assert version(open_()) == 4


def test_broken_before_the_first_start_the_one_that_ships_is_used(open_: Open, own: Path) -> None:
    write(own, NO_YAML)
    flows = open_()
    assert (version(flows), flows().kept) == (3, ("mail_example",))


def test_a_flow_that_never_was_good_is_left_out_and_the_others_stay(
    open_: Open, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(own, NOWHERE.replace("flow: mail_example", "flow: post"), "post")
    flows = open_()
    assert sorted(flows().flows) == ["bounce", "mail_example"]
    assert "it is left out" in caplog.text


def test_a_scope_entry_that_another_file_lost_does_not_take_the_flow_away(
    open_: Open, shipped: Path
) -> None:
    for name in ("mail_example", "bounce"):
        file = shipped / f"{name}.yml"
        write(shipped, file.read_text().replace("scope: outlook-remote-help", "scope: gone"), name)
    flows = open_()
    assert version(flows) == 3
    assert {finding.code for finding in flows().findings} == {"L10"}


def test_between_two_looks_the_disk_is_left_alone(
    open_: Open, shipped: Path, tmp_path: Path
) -> None:
    calls = []

    def paths() -> list[Path]:
        calls.append(1)
        return sorted(shipped.glob("*.yml"))

    flows = FlowCatalogue(FlowPlaces(paths, shipped, GoodVersions(tmp_path / "g")), WORLD, pause=60)
    for _ in range(50):
        flows()
    assert len(calls) == 1


def test_answers_given_to_another_version_are_replayed_never_trusted(
    open_: Open, shipped: Path
) -> None:
    """A draft keeps answers, not a place: in the new version they lead where it says."""
    flows = open_()
    answers = {"symptom": "cannot_send", "webmail": "works"}
    given = {"service": "unknown", "mailbox": "ana@example.com"}
    before = replay(flows().flows["mail_example"], answers, given, lambda _: "in_scope")
    assert before.current.id == "code"
    write(shipped, NEWER.replace("id: cannot_send", "id: outgoing").replace(
        "values: [cannot_send,", "values: [outgoing,"))  # fmt: skip
    after = replay(flows().flows["mail_example"], answers, given, lambda _: "in_scope")
    assert (after.current.id, after.invalid, dict(after.facts)) == ("symptom", "symptom", {})
