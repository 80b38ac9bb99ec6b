import json
from typing import Any

GOOD = """\
---
title: Read a returned message
key: bounce-read
kind: why
summary: What it says and who speaks.
keywords: [bounce, returned, 550]
---
A server sent it back.
"""


def write(shop: Any, text: str) -> None:
    for locale in ("es", "en", "cs"):
        path = shop.articles / locale / "mail-delivery" / "bounce-read.md"
        path.parent.mkdir(parents=True)
        path.write_text(text)


def test_a_finding_is_a_line_with_path_and_line_and_the_exit_status_is_1(shop):
    write(shop, f"{GOOD}\n[Nobody](article:nobody)\n")

    result = shop.run("check")

    line = f"{shop.articles}/en/mail-delivery/bounce-read.md:10: error: unknown-article: "
    assert any(said.startswith(line) for said in result.stdout.splitlines())
    assert result.stdout.splitlines()[-1].startswith("3 articles read: ")
    assert result.exit_code == 1


def test_paths_under_the_working_folder_are_relative_to_it(shop, monkeypatch):
    write(shop, f"{GOOD}\n[Nobody](article:nobody)\n")
    monkeypatch.chdir(shop.articles.parent)

    result = shop.run("check")

    assert "\narticles/es/mail-delivery/bounce-read.md:10: error" in result.stdout


def test_quiet_leaves_warnings_out_but_counts_them(shop):
    write(shop, GOOD.replace("[bounce, returned, 550]", "[bounce]"))

    assert "few-keywords" in shop.run("check").stdout
    quiet = shop.run("check", "--quiet").stdout
    assert "few-keywords" not in quiet
    assert "0 warnings" not in quiet


def test_the_first_few_are_errors_and_the_rest_is_said_to_be_there(shop):
    write(
        shop, GOOD.replace("[bounce, returned, 550]", "[bounce]") + "\n[Nobody](article:nobody)\n"
    )

    *shown, last = shop.run("check", "--first", "2").stdout.splitlines()

    assert len(shown) == 2
    assert all(": error: " in line for line in shown)
    assert last.endswith("`portal check` lists them.")


def test_sarif_is_json_that_points_at_the_line(shop, monkeypatch):
    write(shop, f"{GOOD}\n[Nobody](article:nobody)\n")
    monkeypatch.chdir(shop.articles.parent)

    found = json.loads(shop.run("check", "--format", "sarif").stdout)

    run = found["runs"][0]
    place = {
        "artifactLocation": {"uri": "articles/en/mail-delivery/bounce-read.md"},
        "region": {"startLine": 10},
    }
    assert found["version"] == "2.1.0"
    assert {"id": "unknown-article"} in run["tool"]["driver"]["rules"]
    assert {"physicalLocation": place} in [r["locations"][0] for r in run["results"]]
