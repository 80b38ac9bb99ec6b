"""Machines that share articles but no index answer alike, whatever each of them went through."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from portal.search.model import Window
from portal.search.service import Indexing
from tests.contract.search.engines import Make
from tests.unit.search.made import (
    BUZON,
    DOMINIO,
    OUTLOOK,
    THREE,
    ListSource,
    asked,
    document,
    eventually,
)

QUERIES = ("mensajes", "buzon lleno", "domimio", "cuota superada", "pepino", "puerto", "renovar")


def test_nodes_answer_alike_after_each_publish(make: Make, tmp_path: Path) -> None:
    shared = ListSource(list(THREE.values()))
    engines = [make(tmp_path / f"node-{number}") for number in range(3)]
    nodes = [Indexing(engine, [shared]) for engine in engines]

    def answers() -> list[list[list[str]]]:
        return [
            [[m.document.title for m in e.search(asked(q), Window()).matches] for q in QUERIES]
            for e in engines
        ]

    def alike(count: int) -> bool:
        first, *others = answers()[:count]
        return all(other == first for other in others)

    states = [
        [BUZON, OUTLOOK, DOMINIO],
        [BUZON, OUTLOOK, DOMINIO, document("new", "Pepino", "Mensajes del buzón y del dominio.")],
        [BUZON, replace(OUTLOOK, title="Pepino en Outlook"), document("new", "Zanahoria")],
        [OUTLOOK, DOMINIO],
    ]
    for published, awake in zip(states, (3, 2, 3, 3), strict=True):  # the third sleeps through one
        shared.found = published
        for node in nodes[:awake]:
            node.sync()
        assert eventually(partial(alike, awake))
    engines.append(make(tmp_path / "late"))
    Indexing(engines[-1], [shared]).sync()
    assert eventually(partial(alike, 4))
    assert answers()[0][QUERIES.index("mensajes")] == [OUTLOOK.title]
