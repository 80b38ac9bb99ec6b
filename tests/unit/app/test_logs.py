import logging

from hypothesis import given
from hypothesis import strategies as st

from portal.app.logs import OneLine
from portal.kernel.ids import new_token


def formatted(message: str, *, failed: bool = False) -> str:
    record = logging.LogRecord("portal.x", logging.INFO, "x.py", 1, message, None, None)
    record.created = 0.0
    record.msecs = 7.0
    if failed:
        error = ValueError("first\nsecond")
        record.exc_info = (ValueError, error, None)
    return OneLine().format(record)


def test_a_line_says_when_how_bad_where_and_what():
    assert formatted("hello") == "1970-01-01T00:00:00.007Z INFO portal.x: hello"


def test_a_traceback_stays_in_the_line():
    line = formatted("hello", failed=True)

    assert "\n" not in line
    assert line.endswith("ValueError: first | second")


@given(st.text())
def test_no_text_makes_a_second_line(text: str) -> None:
    assert len(formatted(text).splitlines()) == 1


def test_a_token_is_covered_and_an_identifier_is_not():
    token, identifier = new_token(), "0123456789abcdef" * 2

    line = formatted(f"GET /t/{token}?next={token} {identifier}")

    assert token not in line
    assert identifier in line
