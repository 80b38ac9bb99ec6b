import json

import pytest

FLOW = "other_matters"


def test_the_flows_in_use_are_listed_with_version_and_title(shop):
    result = shop.run("flow", "list", "--locale", "cs")

    line = next(ln for ln in result.stdout.splitlines() if ln.startswith(FLOW))
    assert "v2" in line
    assert "Stížnosti" in line
    assert result.exit_code == 0


def test_a_broken_flow_is_listed_as_kept_back(shop):
    own = shop.data / "site" / "flows"
    own.mkdir(parents=True)
    (own / f"{FLOW}.yml").write_text("flow: [")
    (own / "new.yml").write_text("flow: [")

    lines = shop.run("flow", "list").stdout.splitlines()

    assert any(ln.startswith(FLOW) and "an earlier version is in use" in ln for ln in lines)
    assert any(ln.startswith("new") and "not in use" in ln for ln in lines)


@pytest.mark.parametrize("shape", ["svg", "mermaid"])
def test_a_flow_is_drawn_in_the_language_asked_for(shop, shape):
    result = shop.run("flow", "graph", FLOW, "--format", shape, "--locale", "es")

    assert result.stdout.startswith("<svg" if shape == "svg" else "flowchart LR")
    assert "Mis datos personales" in result.stdout


def test_the_table_is_printed_and_fits_itself(shop, tmp_path):
    table = shop.run("flow", "paths", FLOW).stdout
    kept = tmp_path / "table.txt"
    kept.write_text(table)

    assert "matter=privacy -> o_privacy: self_help provider" in table.splitlines()
    again = shop.run("flow", "paths", FLOW, "--check", str(kept))
    assert (again.stdout, again.exit_code) == ("", 0)


def test_what_differs_from_the_reviewed_table_is_printed_and_fails(shop, tmp_path):
    kept = tmp_path / "table.txt"
    table = shop.run("flow", "paths", FLOW).stdout
    kept.write_text(table.replace("o_privacy: self_help provider", "o_privacy: self_help unknown"))

    result = shop.run("flow", "paths", FLOW, "--check", str(kept))

    assert "+matter=privacy -> o_privacy: self_help provider" in result.stdout.splitlines()
    assert result.exit_code == 1


def test_the_schema_is_json(shop):
    assert json.loads(shop.run("flow", "schema").stdout)["$defs"]["Outcome"]


def test_a_flow_that_is_not_there_is_told_with_those_that_are(shop):
    result = shop.run("flow", "graph", "coffee")

    assert "no flow coffee" in result.stderr
    assert "mail" in result.stderr
    assert result.exit_code != 0
