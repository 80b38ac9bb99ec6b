from pathlib import Path

from portal.cli.sarif import to_sarif
from portal.kernel.findings import Finding, Level


def test_addresses_of_files_are_quoted_and_absolute_ones_are_file_addresses():
    found = to_sarif(
        [
            Finding(Path("a b/č.md"), 1, "x", "m"),
            Finding(Path("/somewhere/a.md"), 0, "y", "m", Level.WARNING),
        ]
    )

    results = found["runs"][0]["results"]
    places = [r["locations"][0]["physicalLocation"] for r in results]
    assert [p["artifactLocation"]["uri"] for p in places] == [
        "a%20b/%C4%8D.md",
        "file:///somewhere/a.md",
    ]
    assert [p["region"]["startLine"] for p in places] == [1, 1]
    assert [r["level"] for r in results] == ["error", "warning"]


def test_nothing_found_is_a_run_without_results():
    assert to_sarif([])["runs"][0]["results"] == []
