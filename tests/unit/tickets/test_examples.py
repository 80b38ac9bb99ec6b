"""The examples that the rules were agreed on: the bad ones with their rules, the good ones."""

import pytest

from portal.kernel.locale import Locale
from portal.tickets.model import Kind
from portal.tickets.rules.findings import CheckFinding
from portal.tickets.rules.steps import check_steps
from portal.tickets.rules.subject import check_subject

pytestmark = pytest.mark.rules

INCIDENT, REQUEST = Kind.INCIDENT, Kind.REQUEST

BAD_SUBJECTS = [
    ("es", INCIDENT, "Ayuda", "S1 S2 S3 S4"),
    ("es", INCIDENT, "No funciona", "S1 S2 S3 S4"),
    ("es", INCIDENT, "URGENTE!!! no funciona el correo", "S2 S4"),
    ("es", INCIDENT, "Problema con Outlook", "S2 S4"),
    ("es", INCIDENT, "No puedo enviar", "S2 S3"),
    ("es", INCIDENT, "El correo y la web no cargan ejemplo.example", "S6"),
    ("es", REQUEST, "Quiero una cosa del dominio", "S5"),
    ("en", INCIDENT, "Help please", "S1 S2 S3 S4"),
    ("en", INCIDENT, "Email not working", "S2"),
    ("en", INCIDENT, "Website issue", "S1 S2 S4"),
    ("en", INCIDENT, "Question about hosting", "S2 S3 S4"),
    ("en", INCIDENT, "My mailbox cannot send and the website is slow", "S6"),
    ("en", INCIDENT, "Outlook cannot log in, password: Hunter2", "S8"),
    ("cs", INCIDENT, "Nefunguje mail", "S1 S2 S4"),
    ("cs", INCIDENT, "Prosím o pomoc, naléhavé", "S2 S3 S4"),
    ("cs", INCIDENT, "Problém s webem", "S2 S4"),
    ("cs", INCIDENT, "Dotaz", "S1 S2 S3 S4"),
    ("cs", INCIDENT, "Web nejde a e-maily se vracejí", "S6"),
    ("cs", INCIDENT, "NEJDE MI POŠTA V OUTLOOKU, CHCE POŘÁD HESLO", "S7"),
]

GOOD_SUBJECTS = [
    ("es", INCIDENT, "Outlook no envía desde ana@ejemplo.example: 0x800CCC0E en el puerto 587"),
    ("es", INCIDENT, "La web ejemplo.example muestra error 508 desde las 9:40"),
    ("es", INCIDENT, "Webmail rechaza la contraseña de ventas@ejemplo.example"),
    ("es", INCIDENT, "El certificado SSL de ejemplo.example ha caducado"),
    ("es", INCIDENT, "No llegan mensajes de vecino.example a info@ejemplo.example"),
    ("es", REQUEST, "Restaurar copia de seguridad de ejemplo.example del 12/05"),
    ("en", INCIDENT, "Outlook does not receive mail for info@example.com since Monday"),
    ("en", INCIDENT, "example.com returns 503 on /checkout"),
    ("en", INCIDENT, "Mail to neighbour.example bounces with 550 5.7.26"),
    ("en", INCIDENT, "FTP login to example.com times out from the office"),
    ("en", REQUEST, "Create mailbox sales@example.com with 5 GB"),
    ("cs", INCIDENT, "Outlook neodesílá poštu z jana@priklad.example, chyba 0x800CCC79"),
    ("cs", INCIDENT, "Web priklad.example vrací 403 po nahrání .htaccess"),
    ("cs", INCIDENT, "Vypršel certifikát HTTPS na priklad.example"),
    ("cs", INCIDENT, "Webmail odmítá heslo schránky info@priklad.example"),
    ("cs", REQUEST, "Navýšit kvótu schránky info@priklad.example na 10 GB"),
]

BAD_STEPS = [
    ("es", ["No funciona", "como siempre"], "", "", "T2 T4 T5 T6 T7"),
    ("en", ["I try to send", "It fails"], "It doesn't work", "", "T5 T6 T7"),
    (
        "en",
        ["Open the website", "Look at it"],
        "It is broken",
        "The start page with our opening hours",
        "T6",
    ),
    (
        "cs",
        ["Přihlásím se jako vždy", "Nejde to"],
        "Nejde to",
        "Doručená pošta se zprávami",
        "T2 T5 T6",
    ),
]

GOOD_STEPS = [
    (
        "es",
        [
            "Abro Outlook 2021 con la cuenta ana@ejemplo.example",
            'Escribo un mensaje a prueba@vecino.example y pulso "Enviar"',
        ],
        "queda en la Bandeja de salida, 0x800CCC0E",
        "aparece en Enviados",
    ),
    (
        "en",
        ["Open https://example.com/checkout in Chrome", 'Fill in the form and press "Pay"'],
        "503",
        "confirmation page",
    ),
    (
        "cs",
        [
            "Otevřu webmail a přihlásím se jako info@priklad.example",
            "Kliknu na „Odeslat zprávu“",
        ],
        "hlásí 552 5.3.4",
        "zpráva ve složce Odeslané",
    ),
]


def rules_of(findings: tuple[CheckFinding, ...]) -> list[str]:
    return sorted({f.rule for f in findings if f.rule[0] in "ST" and f.rule[1:].isdigit()})


@pytest.mark.parametrize(("locale", "kind", "subject", "rules"), BAD_SUBJECTS)
def test_a_bad_subject_breaks_exactly_the_rules_listed(lexicons, locale, kind, subject, rules):
    assert rules_of(check_subject(subject, kind, lexicons[Locale(locale)])) == rules.split()


@pytest.mark.parametrize(("locale", "kind", "subject"), GOOD_SUBJECTS)
def test_a_good_subject_passes_whole(lexicons, locale, kind, subject):
    assert check_subject(subject, kind, lexicons[Locale(locale)]) == ()


@pytest.mark.parametrize(("locale", "steps", "observed", "expected", "rules"), BAD_STEPS)
def test_bad_steps_break_exactly_the_rules_listed(
    lexicons, locale, steps, observed, expected, rules
):
    found = check_steps(steps, observed, expected, lexicons[Locale(locale)])
    assert rules_of(found) == rules.split()


@pytest.mark.parametrize(("locale", "steps", "observed", "expected"), GOOD_STEPS)
def test_good_steps_pass_whole(lexicons, locale, steps, observed, expected):
    assert check_steps(steps, observed, expected, lexicons[Locale(locale)]) == ()
