import json
import shutil

import pytest
import yaml

from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteError, SiteFiles, load_site


@pytest.fixture
def own(tmp_path):
    """Return a function that writes the provider's own `site.yml` with one thing changed."""
    folder = tmp_path / "site"
    folder.mkdir()

    def write(change=lambda _data: None, name="site.yml"):
        data = yaml.load((DEFAULTS / name).read_bytes(), Loader=yaml.CSafeLoader)
        change(data)
        (folder / name).write_text(json.dumps(data), encoding="utf-8")
        return SiteFiles(tmp_path)

    return write


def problems(files: SiteFiles) -> str:
    with pytest.raises(SiteError) as caught:
        load_site(files)
    return "\n".join(f"{f.path.name}: {f.message}" for f in caught.value.findings)


def test_the_defaults_load(tmp_path):
    site = load_site(SiteFiles(tmp_path))

    assert site.brand.domain.endswith(".example")
    assert site.value("mail.host", Locale.EN) == "mail.faro.example"
    assert set(site.variables(Locale.ES)) == set(site.variables(Locale.CS))


def test_a_file_of_the_provider_replaces_the_default_of_that_name(own):
    site = load_site(own(lambda data: data["brand"].update(name="Boya")))

    assert site.brand.name == "Boya"
    assert site.policy.draft_days > 0  # policy.yml is still the default


def test_a_folder_holds_own_files_and_defaults_once_each(tmp_path):
    own_flows = tmp_path / "site" / "flows"
    own_flows.mkdir(parents=True)
    default = min((DEFAULTS / "flows").glob("*.yml"))
    shutil.copy(default, own_flows / default.name)
    (own_flows / "zz-own.yml").write_text("flow: own")

    paths = SiteFiles(tmp_path).folder("flows")

    assert own_flows / default.name in paths
    assert default not in paths
    assert paths[-1] == own_flows / "zz-own.yml"
    assert len(paths) == len(list((DEFAULTS / "flows").glob("*.yml"))) + 1


def test_a_variable_has_the_text_of_the_articles_locale(tmp_path):
    site = load_site(SiteFiles(tmp_path))

    texts = {site.value("mail.user", locale) for locale in LOCALES}
    assert len(texts) == 3
    assert site.value("mail.imap.port", Locale.CS) == "993"
    assert site.value("policy.draft_days", Locale.CS).isdigit()
    with pytest.raises(KeyError):
        site.value("mail.nothing", Locale.EN)


def test_everything_wrong_in_both_files_is_said_at_once(own, tmp_path):
    own(lambda data: data["brand"].update(hue=999, ticket_prefix="1a"))
    files = own(lambda data: data.update(draft_days=0, own_rule=1), "policy.yml")

    said = problems(files)

    for part in ("brand.hue", "brand.ticket_prefix", "draft_days", "own_rule"):
        assert part in said


def test_a_finding_names_file_and_line(tmp_path):
    (tmp_path / "site").mkdir()
    text = (DEFAULTS / "policy.yml").read_text(encoding="utf-8")
    lines = text.replace("draft_days: ", "draft_days: -").splitlines()
    (tmp_path / "site" / "policy.yml").write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(SiteError) as caught:
        load_site(SiteFiles(tmp_path))

    (finding,) = caught.value.findings
    assert lines[finding.line - 1].startswith("draft_days: -")


def test_no_type_is_guessed(own):
    files = own(lambda data: data.update(live_minutes=True), "policy.yml")

    assert problems(files) == "policy.yml: live_minutes: Input should be a valid integer"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["categories"][0]["name"].pop("cs"),
        lambda data: data["brand"]["notice"].pop("es"),
        lambda data: data["home"]["popular_searches"].pop("en"),
        lambda data: data["channels"][0]["purpose"].pop("cs"),
    ],
)
def test_a_text_that_lacks_a_locale_is_refused_before_a_page_needs_it(own, change):
    assert "lacks " in problems(own(change))


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe"])
def test_a_time_zone_that_does_not_exist_is_refused(own, zone):
    assert "no time zone" in problems(own(lambda data: data["site"].update(timezone=zone)))


def test_hours_outside_the_clock_are_refused(own):
    def change(data):
        channel = next(c for c in data["channels"] if "open" in c)
        channel["open"] = {"days": [0, 8], "from": "24:00", "to": "9:00"}

    said = problems(own(change))

    assert all(part in said for part in ("open.days.0", "open.days.1", "open.from", "open.to"))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"brand: 'open", b"", b"[]", b"- " * 90_000])
def test_a_file_that_cannot_be_read_is_one_clear_problem(tmp_path, content):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.yml").write_bytes(content)

    said = problems(SiteFiles(tmp_path))

    assert said.count("\n") == 0
    assert said.startswith("site.yml: ")


def test_categories_are_found_by_key(tmp_path):
    site = load_site(SiteFiles(tmp_path))
    first = site.categories[0]

    assert site.category(first.key) is first
    assert site.category("nothing") is None


def test_an_entrance_links_to_its_page_address_or_number(tmp_path):
    links = {e.key: e.contact.link(Locale.CS) for e in load_site(SiteFiles(tmp_path)).entrances}

    assert links["search"] == "/cs/search"
    assert any(link.startswith("mailto:") for link in links.values())
    assert all(" " not in link for link in links.values() if link.startswith("tel:"))
