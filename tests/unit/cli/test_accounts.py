from pathlib import Path
from typing import Any

from portal.identity.rules.accounts import read_accounts
from tests.unit.identity.test_accounts import HEAD, TABLE


def test_the_command_brings_accounts_in_and_says_what_changed(shop: Any, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(TABLE, encoding="utf-8")
    tried = shop.run("accounts", "import", str(file), "--dry-run")
    assert "Would be added: 2 (7, 8)" in tried.output
    assert "Were added: 2 (7, 8)" in shop.run("accounts", "import", str(file)).output
    again = shop.run("accounts", "import", str(file)).output
    assert "Were added: 0" in again
    assert "As they were: 2" in again
    file.write_text(TABLE.replace("8,VPS,server,roca.example,,,\n", ""), encoding="utf-8")
    assert "Were removed: 1 (8)" in shop.run("accounts", "import", str(file)).output


def test_the_command_refuses_a_table_with_mistakes_and_changes_nothing(
    shop: Any, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(HEAD + "7,,,nonsense,,,\n", encoding="utf-8")
    refused = shop.run("accounts", "import", str(file))
    assert refused.exit_code == 2
    assert "accounts.csv:2: domains" in refused.stderr
    file.write_text(HEAD, encoding="utf-8")
    assert shop.run("accounts", "import", str(file)).exit_code == 2


def test_the_command_gives_out_what_it_takes(shop: Any, tmp_path: Path) -> None:
    file, out = tmp_path / "accounts.csv", tmp_path / "out.csv"
    file.write_text(TABLE, encoding="utf-8")
    shop.run("accounts", "import", str(file))
    assert shop.run("accounts", "export", str(out)).exit_code == 0
    assert read_accounts(out.read_text(encoding="utf-8")).accounts.keys() == {"7", "8"}
    assert "'=Tom" in out.read_text(encoding="utf-8")
