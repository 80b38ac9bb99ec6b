"""What is left of a search before it is stored: nothing that names a person, an account, a site."""

import re

from portal.kernel.text import clip, fold, squeeze

_LONGEST = 100
_SECRET = re.compile(r"•+")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_LINK = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|(?<![\w:])(?:[0-9a-f]+(?::[0-9a-f]+){3,}|[0-9a-f:]*::[0-9a-f:]*)(?![\w:])",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+(?P<end>[a-z]{2,}|xn--[\w-]+)(?![\w-])", re.IGNORECASE)
_CODE = re.compile(
    r"(?<![\w.])(?:0x[0-9a-f]+|(?:[245]\d\d[ -]?#?)?[245]\.\d{1,3}\.\d{1,3})(?![\w.])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.])\+?\(?\d(?:[ ()./-]{0,2}\d){8,}(?!\w)"  # as people write a telephone's
    r"|(?<!\w)(?=\w*\d{6})[\w-]+"
)
_FILE = re.compile(
    r"asp|bat|bin|cfg|cnf|conf|css|csv|docx?|eml|env|exe|gif|gz|htaccess|html?|htpasswd|ico|ini"
    r"|jpe?g|js|json|log|mbox|md|msg|odt|ost|pdf|php|png|pst|py|rar|sh|sql|svg|tar|tgz|tif|txt|vcf"
    r"|webp|xlsx?|xml|ya?ml|zip"
)
_EVERYBODYS = re.compile(
    r"(?:.+\.)?(?:(?:gmail|google|googlemail|hotmail|icloud|live|office|office365|outlook|wordpress"
    r"|yahoo)\.com|(?:hotmail|outlook|yahoo)\.es|(?:centrum|seznam)\.cz|wordpress\.org)"
)
"""Names of services that all the world uses: they say what somebody asks, and not who."""

MAIL, DOMAIN, NUMBER, SECRET = "‹mail›", "‹domain›", "‹number›", "‹secret›"
MASKS = (MAIL, DOMAIN, NUMBER, SECRET)


def countable_query(masked: str) -> str:
    """Return a query as it is counted: folded, and masked where it may name somebody.

    `masked` has its secrets hidden already.
    """
    return clip(mask_names(squeeze(fold(masked))), _LONGEST)


def mask_names(text: str) -> str:
    """Return `text` without what may name somebody.

    Addresses, domains but those of services all use,
    and numbers that may be a telephone's, an invoice's or a customer's become a word for their
    kind; codes of errors stay.
    """
    for pattern, mask in ((_SECRET, SECRET), (_LINK, DOMAIN), (_MAIL, MAIL), (_ADDRESS, NUMBER)):
        text = pattern.sub(mask, text)
    return _outside_codes(_HOST.sub(_host, text))


def _host(found: re.Match[str]) -> str:
    name = found.group()
    is_nobodys = _FILE.fullmatch(found["end"].lower()) or _EVERYBODYS.fullmatch(name.lower())
    return name if is_nobodys else DOMAIN


def _outside_codes(text: str) -> str:
    """Return `text` with its long numbers masked, but for those in an error's code."""
    pieces: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        pieces += (_NUMBER.sub(NUMBER, text[at : code.start()]), code.group())
        at = code.end()
    return "".join((*pieces, _NUMBER.sub(NUMBER, text[at:])))


def unmasked(query: str) -> str:
    """Return `query` without the words that stand for what was masked."""
    for mask in MASKS:
        query = query.replace(mask, " ")
    return squeeze(query)
