"""What own words say for a field: an address, a domain, a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.wizard.rules.topic_typed import typed_in


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Falla ana@Ejemplo.example desde ayer", "mailbox", "ana@ejemplo.example"),
        ("de ana@ejemplo.example a luis@otro.example", "mailbox", ""),
        ("no abre www.ejemplo.example.", "domain", "ejemplo.example"),
        ("https://ejemplo.example/tienda da error", "domain", "ejemplo.example"),
        ("el buzón ana@ejemplo.example", "domain", "ejemplo.example"),
        ("a.example y b.example", "domain", ""),
        ("index.php y wp-config.php fallan", "domain", ""),
        ("0x800CCC0E", "error_code", "0x800CCC0E"),
        ("cualquier cosa", "text", ""),
    ],
)
def test_a_field_is_filled_where_the_text_says_one_thing(text, kind, found):
    code = "0x800CCC0E" if kind == "error_code" else ""
    assert typed_in(text, code, kind) == found


@given(st.text(max_size=300), st.sampled_from(["mailbox", "domain", "url", "error_code"]))
def test_any_text_can_be_read(text, kind):
    assert isinstance(typed_in(text, "", kind), str)
