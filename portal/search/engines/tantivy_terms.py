"""The fields of an index of tantivy's, and what asks for terms in them."""

from collections.abc import Iterable
from typing import Final

import tantivy
from tantivy import Occur
from tantivy import Query as Clause

from portal.search.engines.meaning import BOOSTS

WORDS: Final = ("words", "spellings", "prefixes", "stems")
"""Kinds of terms that a document has or has not; `stems` are those of all fields, to count by."""

WHOLES: Final = ("id", "exact", "keys")
FACETS: Final = ("kind", "category", "product")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in WHOLES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("card", stored=True)
    builder.add_bytes_field("text", stored=True)
    return builder.build()


SCHEMA: Final = _schema()


def term(name: str, said: str) -> Clause:
    """Return what finds `said` in the field `name`."""
    option = "freq" if name in BOOSTS else "basic"
    return Clause.term_query(SCHEMA, name, said, index_option=option)


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Return what finds what any of `clauses` does."""
    return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])


def all_of(clauses: Iterable[Clause]) -> Clause:
    """Return what finds what all of `clauses` do."""
    return Clause.boolean_query([(Occur.Must, clause) for clause in clauses])
