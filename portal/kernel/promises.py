"""Sentences that say when something will have been solved (R5 allows none, in any language).

A sentence promises where it tells of a repair that is yet to be finished and names a time, where it
tells of one in the present tense and names a time to come, or where it speaks of an estimate. Times
of what happened, of what is done next, and of the next word from us are facts and pass. Everything
is matched folded.
"""

import re
from dataclasses import dataclass

from portal.kernel.locale import Locale
from portal.kernel.text import fold, squeeze

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
_NEAR = 20
"""How many characters before the words a "not" still belongs to them."""


@dataclass(frozen=True)
class _Words:
    """What one language says of it: a finished repair to come, a time, an estimate, a denial.

    In everyday speech the present does for the future ("lo arreglamos en una hora"). It does for
    what happened too, or for what is always so, so that `soon` holds only times to come.
    """

    finished: re.Pattern[str]
    time: re.Pattern[str]
    estimate: re.Pattern[str]
    denial: re.Pattern[str]
    present: re.Pattern[str] = re.compile(r"(?!)")
    soon: re.Pattern[str] = re.compile(r"(?!)")


def find_promises(text: str, locale: Locale) -> tuple[str, ...]:
    """Return the sentences of `text` that promise or estimate when something will be solved."""
    words = _WORDS[locale]
    return tuple(
        squeeze(sentence)
        for sentence in _SENTENCE.split(text)
        if sentence.strip() and _promises(squeeze(fold(sentence)).replace("’", "'"), words)
    )


def _promises(sentence: str, words: _Words) -> bool:
    if _is_said(words.estimate, sentence, words):
        return True
    if words.soon.search(sentence) and _is_said(words.present, sentence, words):
        return True
    return words.time.search(sentence) is not None and _is_said(words.finished, sentence, words)


def _is_said(pattern: re.Pattern[str], sentence: str, words: _Words) -> bool:
    """Return whether `sentence` has what `pattern` looks for without a "not" beside it."""
    return any(
        words.denial.search(sentence[max(found.start() - _NEAR, 0) : found.end()]) is None
        for found in pattern.finditer(sentence)
    )


_EN = _Words(
    finished=re.compile(
        r"(?:\b(?:will|shall|should|going to|expected to|(?:expect|hope|aim|plan|intend) to)|'ll)"
        r"(?: [\w']+){0,3}? (?:solved?|fix(?:ed)?|resolved?|repair(?:ed)?|restored?|recover(?:ed)?"
        r"|work(?:ing|s)?(?! on)|back|up again|over|done|finish(?:ed)?|completed?|ready|available"
        r"|online|delivered|normal|running|return|resume)\b"
        r"|\b(?:solved|fixed|resolved|restored|repaired|ready|back|done|working)(?: \w+){0,3} by\b"
    ),
    time=re.compile(
        r"\b(?:today|tonight|tomorrow|soon|shortly|asap|right away|immediately|in no time"
        r"|noon|midnight|any (?:minute|moment)|this (?:morning|afternoon|evening|week)|next week"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|minutes?|hours?|days?|\d{1,2}[:.]\d{2}"
        r"|\d{1,2} ?(?:am|pm|h|min)|(?:by|before|until|at|around) \d{1,2})\b"
    ),
    estimate=re.compile(
        r"\b(?:eta|estimat\w+|expected (?:time|resolution|fix|end)"
        r"|(?:will|should) (?:only |just )?take (?:about |around |another |up to |less than )?"
        r"(?:\d+|an?|another|one|two|three|a few|some|long))\b"
    ),
    denial=re.compile(r"\b(?:no|not|never|cannot|nobody|without)\b|n't\b"),
    present=re.compile(
        r"\b(?:(?:we|i|they)(?: can)?(?: \w+)? (?:fix|solve|repair|restore|sort|finish)"
        r"|(?:is|are|gets?|be) (?:fixed|solved|sorted|ready|done|back|up)"
        r"|(?:it|this|mail|site|everything) works"
        r"|(?:have|get)(?: \w+){1,3} (?:fixed|sorted|working|done|ready|back|up))\b"
    ),
    soon=re.compile(
        r"\b(?:tonight|tomorrow|soon|shortly|asap|right away|in no time|give (?:us|me)"
        r"|this (?:afternoon|evening)|by (?:\d|noon|tonight|tomorrow|the end|\w+day)"
        r"|(?:in|within) (?:about |under |less than )?(?:\w+ ){1,3}(?:hours?|min\w*|days?))\b"
    ),
)

_ES = _Words(
    finished=re.compile(
        r"\b(?:estaran?|quedaran?|seran?|tendremos|tendras|habra(?:n|mos)?|podras|podremos|iran?"
        r"|(?:va|van|vamos) a (?:estar|quedar|tener|ser|ir)|deberian? (?:estar|quedar))\b"
        r"(?: \w+){0,4}? (?:soluciona\w+|resuelt\w+|resolver\w*|arregla\w+|repara\w+|restablec\w+"
        r"|restaura\w+|recupera\w+|funciona\w*|operativ\w+|list[oa]s?|disponibles?|normal\w*"
        r"|entregad\w+|terminad\w+|acabad\w+|en marcha|de vuelta|bien)\b"
        r"|\b(?:(?:volvera|funcionara|terminara|acabara|solucionara|resolvera|arreglara|reparara"
        r"|restablecera|recuperara|entregara|llegara)n?"
        r"|(?:solucionar|resolver|arreglar|reparar|restablecer|recuperar|terminar|acabar)emos"
        r"|(?:va|van|vamos|deberian?) a? ?(?:solucionar|resolver|arreglar|reparar|restablecer"
        r"|recuperar|terminar|acabar|funcionar|volver)(?:se)?)\b"
    ),
    time=re.compile(
        r"\b(?:hoy|manana|pronto|enseguida|en (?:breve|seguida|nada|un rato|un momento)"
        r"|cuanto antes|lo antes posible|de inmediato|inmediatamente|mediodia|medianoche"
        r"|esta (?:tarde|noche|semana)|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
        r"|minutos?|horas?|dias?|\d{1,2}[:.]\d{2}|\d{1,2} ?(?:h|min)"
        r"|(?:antes de|hacia|sobre|para|a) las? (?:\d{1,2}|una|dos|tres|doce))\b"
    ),
    estimate=re.compile(
        r"\b(?:se estima|estimamos|estimad[oa]|estimacion|prevemos|se preve|esta previst[oa]"
        r"|hora prevista|calculamos que|tardar(?:a|an|emos)(?: (?:\d|un|poco|mas)\w*))\b"
    ),
    denial=re.compile(r"\b(?:no|sin|nunca|nadie|ni|tampoco)\b"),
    present=re.compile(
        r"\b(?:(?:solucion|arregl|repar|restaur|recuper|termin)(?:amos|an|a|o)|resolvemos"
        r"|resuelv(?:en|e|o)|restablecemos|l[oa]s? (?:tien(?:es|en)|tendremos)"
        r"|(?:estan?|quedan?) (?:\w+ ){0,2}?(?:list[oa]s?|funcionando|arreglad\w+|resuelt\w+"
        r"|solucionad\w+|operativ\w+))\b"
    ),
    soon=re.compile(
        r"\b(?:(?<!esta )(?<!la )manana|pronto|enseguida|ahora mismo|cuanto antes|de inmediato"
        r"|en (?:breve|seguida|nada|un rat\w+|un moment\w+)|lo antes posible|esta (?:tarde|noche)"
        r"|(?:en|dentro de) (?:menos de )?(?:un par de |\w+ )?(?:\d+ ?)?(?:h|horas?|min\w*|dias?)"
        r"|(?:antes de|para) (?:las? \w+|manana|que acabe))\b"
    ),
)

_CS = _Words(
    finished=re.compile(
        r"\b(?:bude|budou|budeme|mel[aoyi]? by|by mel[aoyi]?)(?: \w+){0,4}?"
        r" (?:opraven\w*|vyresen\w*|hotov\w*|funkcni|fung\w+|v poradku|obnoven\w*|dostupn\w+"
        r"|zpet|bezet|odstranen\w*|dokoncen\w*|dorucen\w*|v provozu|zprovoznen\w*)\b"
        r"|\b(?:vyresime|opravime|obnovime|dokoncime|zprovoznime|odstranime|spustime|nahodime"
        r"|stihneme|napravime|dorucime|spravime|vyridime|zvladneme|pujde|pojede|pobezi|najede|naskoci"
        r"|nabehne|dorazi|dojdou|(?:dame|uvedeme)(?: \w+){0,3}? do (?:poradku|provozu)"
        r"|mate(?: \w+){0,3}? (?:hotov\w*|opraven\w*|funkcni|v poradku))\b"
    ),
    time=re.compile(
        r"\b(?:dnes\w*|zitra|vecer|odpoledne|dopoledne|brzy|brzo|zanedlouho|hned|ihned|okamzite"
        r"|co nejdrive|kazdou chvili|za (?:chvil\w+|okamzik|moment)|v (?:poledne|noci)"
        r"|do (?:vecera|rana|poledne|konce|zitrka|pondel\w+|utery|stredy|ctvrtka|patku)"
        r"|pondel\w+|minut\w*|hodin\w*|den|dne|dni|dnu|\d{1,2}[:.]\d{2}"
        r"|(?:do|ve?|kolem|okolo|pred) \d{1,2})\b"
    ),
    estimate=re.compile(
        r"\b(?:odhad\w*|predpoklad\w+|ocekavan[ey] (?:cas|doba|oprava|konec)|ocekavame"
        r"|bude to trvat|(?:bude|melo by) trvat|potrva|zabere)\b"
    ),
    denial=re.compile(r"\b(?:ne|neni|nebude|nebudou|bez|nikdy|nikdo|ani|zadn\w+|nedavame)\b"),
)

_WORDS = {Locale.EN: _EN, Locale.ES: _ES, Locale.CS: _CS}
