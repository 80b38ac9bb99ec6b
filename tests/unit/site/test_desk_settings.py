"""Settings of the help desk and the file store: what cannot work is refused at the start."""

import pytest
from pydantic import ValidationError

from portal.settings import Settings, read_secret

KEY = {"desk_token": "a-token"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"desk": "mail"}, "needs PORTAL_DESK_ADDRESS"),
        ({"desk": "mail", "desk_address": "https://desk.example"}, "mail address"),
        ({"desk": "zammad", "desk_address": "desk.example", **KEY}, "not an address"),
        ({"desk": "webhook", "desk_address": "http://desk.example", **KEY}, "https://"),
        ({"desk": "webhook", "desk_address": "https://u:p@desk.example", **KEY}, "not an address"),
        ({"desk": "osticket", "desk_address": "https://desk.example"}, "PORTAL_DESK_TOKEN"),
        ({"desk": "zendesk", "desk_address": "https://d.example", **KEY}, "PORTAL_DESK_USER"),
        ({"desk": "zammad", "desk_address": "https://d.example", **KEY}, "PORTAL_DESK_GROUP"),
        ({"desk": "pigeon"}, "desk"),
        ({"files": "/srv/files"}, "s3://bucket/prefix"),
        ({"files": "s3:///prefix"}, "s3://bucket/prefix"),
        ({"files_endpoint": "http://store.example"}, "https://"),
        ({"desk_token": "a", "desk_token_file": "/run/key"}, "choose one"),
        ({"desk_events_secret": "a", "desk_events_secret_file": "/run/key"}, "choose one"),
    ],
)
def test_what_cannot_work_is_refused_with_the_variable_to_mend(given, words):
    with pytest.raises(ValidationError, match=words):
        Settings(**given)


def test_no_key_is_shown_by_an_error_or_a_print():
    with pytest.raises(ValidationError) as caught:
        Settings(desk="mail", desk_token="s3cr3t")
    assert "s3cr3t" not in str(caught.value)
    settings = Settings(desk_token="s3cr3t", desk_events_secret="s3cr3t", files_secret="s3cr3t")

    assert "s3cr3t" not in f"{settings!r} {settings}"


def test_a_key_may_stand_in_a_file_of_its_own(tmp_path):
    file = tmp_path / "key"
    file.write_text("s3cr3t\n")
    settings = Settings(desk_token_file=file)

    assert read_secret(settings.desk_token, settings.desk_token_file) == "s3cr3t"
    assert read_secret(settings.files_secret, settings.files_secret_file) == ""
