"""Findings in the Static Analysis Results Interchange Format, 2.1.0, as forges and editors read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from portal.kernel.findings import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return one run with a result for each of `findings`."""
    listed = list(findings)
    rules = [{"id": code} for code in sorted({finding.code for finding in listed})]
    driver = {"name": "portal check", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in listed],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding) -> dict[str, Any]:
    path = Path(finding.path)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": max(finding.line, 1)}}
    return {
        "ruleId": finding.code,
        "level": finding.level.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
    }
