from typing import Any

PASSWORD = "seven tall lamps at sea"


def add(shop: Any, email: str = "ana@example.com", password: str = PASSWORD) -> Any:
    options = ("--name", "Ana", "--role", "support", "--password-stdin")
    return shop.run("user", "add", email, *options, input=f"{password}\n")


def test_an_added_person_is_listed(shop):
    assert add(shop).exit_code == 0

    listed = shop.run("user", "list").stdout.splitlines()
    assert listed[1].split() == ["ana@example.com", "Ana", "support", "no", "yes"]


def test_a_deactivated_person_stays_listed_as_such(shop):
    add(shop)

    assert shop.run("user", "deactivate", "Ana@Example.com").exit_code == 0
    assert shop.run("user", "list").stdout.split()[-1] == "no"


def test_a_password_is_asked_for_twice_and_never_shown(shop):
    options = ("--name", "Ana", "--role", "admin")

    result = shop.run("user", "add", "a@example.com", *options, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert PASSWORD not in result.output


def test_a_weak_password_is_refused_with_the_reason(shop):
    result = add(shop, password="short")

    assert result.exit_code == 2
    assert "12 characters" in result.stderr


def test_an_address_is_taken_once(shop):
    add(shop)

    assert add(shop).exit_code == 2


def test_nobody_can_be_deactivated_who_is_not_there(shop):
    result = shop.run("user", "deactivate", "x@example.com")

    assert (result.exit_code, result.stderr) == (2, "Nobody has the address x@example.com.\n")


def test_a_deactivated_person_is_let_in_again(shop):
    add(shop)
    shop.run("user", "deactivate", "ana@example.com")

    assert shop.run("user", "activate", "ana@example.com").exit_code == 0
    assert shop.run("user", "list").stdout.split()[-1] == "yes"


def test_a_lost_phone_is_helped_on_the_server(shop):
    add(shop)

    dropped = shop.run("user", "drop-second-factor", "Ana@example.com")
    assert "the password alone" in dropped.stdout
    assert shop.run("user", "drop-second-factor", "eva@example.com").exit_code != 0
