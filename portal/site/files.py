"""Where the provider's files are, and reading them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.findings import Finding
from portal.kernel.strict import Sheet, read_sheet
from portal.site.model import Site, SiteFields
from portal.site.policy import Policy

DEFAULTS = Path(__file__).parent.parent / "site_defaults"

Stamp = tuple[int, int]
"""What tells that a file changed."""


class SiteError(Exception):
    """The provider's files cannot be used; `findings` says why, each with file and line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(f) for f in self.findings))


@dataclass(frozen=True)
class SiteFiles:
    """Where the provider's files are: own ones first, then the defaults."""

    data: Path

    def path(self, name: str) -> Path:
        """Return the file `name` (`site.yml`, `synonyms/es.yml`), own or default."""
        own = self.data / "site" / name
        return own if own.exists() else DEFAULTS / name

    def folder(self, name: str) -> list[Path]:
        """Return the YAML files of the folder `name`, own ones in place of defaults."""
        names = {
            path.name
            for base in (DEFAULTS, self.data / "site")
            for path in (base / name).glob("*.yml")
        }
        return [self.path(f"{name}/{found}") for found in sorted(names)]


def open_sheet(path: Path, code: str) -> Sheet:
    """Return the data file at `path`. One that cannot be opened is a finding and has no data."""
    try:
        return read_sheet(path.read_text(encoding="utf-8"), path, code)
    except (OSError, UnicodeDecodeError) as error:
        return Sheet(path, code, findings=[Finding(path, 1, code, f"cannot be read: {error}")])


def stamp_of(path: Path) -> Stamp:
    """Return what tells that the file at `path` changed; zeros for one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def load_site(files: SiteFiles) -> Site:
    """Read `site.yml` and `policy.yml`.

    Raises SiteError with everything that is wrong in either.
    """
    site_sheet = open_sheet(files.path("site.yml"), "site")
    policy_sheet = open_sheet(files.path("policy.yml"), "site")
    fields, policy = site_sheet.read(SiteFields), policy_sheet.read(Policy)
    findings = [*site_sheet.findings, *policy_sheet.findings]
    if fields is None or policy is None or findings:
        raise SiteError(findings)
    data = site_sheet.document.data
    return Site(fields, policy, {**data, "policy": policy_sheet.data})
