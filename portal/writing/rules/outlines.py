"""A new article in the shape that articles have here, with notes to its writer.

The notes are HTML comments: no reader sees one that stays behind.
"""

from dataclasses import dataclass

from portal.articles.model import Kind
from portal.kernel.locale import Locale


@dataclass(frozen=True)
class Outline:
    """The headings of a language, and what belongs under each."""

    opening: str
    signs: tuple[str, str]
    before: tuple[str, str]
    steps: tuple[str, str]
    success: tuple[str, str]
    failure: tuple[str, str, str, str]
    reason: tuple[str, str]
    rule: tuple[str, str]
    solver: tuple[str, str]


OUTLINES = {
    Locale.ES: Outline(
        opening="Por qué este artículo es para quien lo lee, si es grave y qué hacer ahora.",
        signs=("Esto es para ti si", "Dos o tres señales"),
        before=("Antes de empezar", "Qué hace falta y qué se podría perder; si nada, quítalo"),
        steps=("Pasos", "Una acción por paso, nueve como mucho"),
        success=("Debes ver", "Cómo se nota que ha funcionado"),
        failure=("Si no funciona", "Qué ves", "Qué significa", "Ve a"),
        reason=("Por qué ocurre", "La causa, con palabras corrientes"),
        rule=("La regla", "La regla primero; después, su motivo"),
        solver=("Quién puede resolverlo", "Tú, tu red, otro proveedor, el destinatario o nosotros"),
    ),
    Locale.EN: Outline(
        opening="Why this article fits its reader, whether it is serious, and what to do now.",
        signs=("This is for you if", "Two or three signs"),
        before=("Before you start", "What is needed and what could be lost; if nothing, drop it"),
        steps=("Steps", "One action each, nine at most"),
        success=("You should see", "How one knows that it worked"),
        failure=("If it does not work", "What you see", "What it means", "Go to"),
        reason=("Why it happens", "The cause, in everyday words"),
        rule=("The rule", "The rule first, then its reason"),
        solver=("Who can solve it", "You, your network, another provider, the recipient, or us"),
    ),
    Locale.CS: Outline(
        opening="Proč je článek pro toho, kdo ho čte, zda je to vážné a co teď udělat.",
        signs=("Je to váš případ, pokud", "Dva nebo tři příznaky"),
        before=("Než začnete", "Co je potřeba a oč lze přijít; pokud nic, vypusťte"),
        steps=("Postup", "V každém kroku jeden úkon, nejvýš devět kroků"),
        success=("Měli byste vidět", "Podle čeho se pozná, že to funguje"),
        failure=("Když to nepomůže", "Co vidíte", "Co to znamená", "Pokračujte na"),
        reason=("Proč se to děje", "Příčina běžnými slovy"),
        rule=("Pravidlo", "Nejdřív pravidlo, potom jeho důvod"),
        solver=("Kdo to může vyřešit", "Vy, vaše síť, jiný poskytovatel, příjemce, nebo my"),
    ),
}


def outline(locale: Locale, kind: Kind) -> str:
    """Return the text of a new article of `kind` in `locale`."""
    words = OUTLINES[locale]
    parts = {
        Kind.HOW: [_signs(words), _section(words.before), _steps(words), _failure(words)],
        Kind.FIX: [_signs(words), _section(words.before), _steps(words), _failure(words)],
        Kind.WHY: [_signs(words), _section(words.reason)],
        Kind.POLICY: [_section(words.rule)],
    }[kind]
    return "\n\n".join([f"<!-- {words.opening} -->", *parts, _section(words.solver)]) + "\n"


def _section(words: tuple[str, str]) -> str:
    heading, note = words
    return f"## {heading}\n\n<!-- {note}. -->"


def _signs(words: Outline) -> str:
    heading, note = words.signs
    return f"## {heading}\n\n- <!-- {note}. -->"


def _steps(words: Outline) -> str:
    heading, note = words.steps
    title, success = words.success
    return f"## {heading}\n\n1. <!-- {note}. -->\n\n/// ok | {title}\n<!-- {success}. -->\n///"


def _failure(words: Outline) -> str:
    heading, *columns = words.failure
    row, line = " | ".join(columns), "|".join("---" for _ in columns)
    return f"## {heading}\n\n| {row} |\n|{line}|\n| | | |"
