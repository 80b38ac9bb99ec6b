"""What differs between languages: words that say nothing, and endings.

Accents are folded after stemming, because stemmers know endings by them. A word with accents is
also stemmed without, so that who types none finds it too.
"""

import threading
from functools import lru_cache
from typing import Final

import Stemmer

from portal.kernel.locale import Locale
from portal.kernel.text import fold
from portal.search.rules.tokens import TERM_LIMIT

_ALGORITHMS: Final = {Locale.ES: "spanish", Locale.EN: "english", Locale.CS: "czech"}
_SOFTENING = 4  # letters of a stem from which its last consonant is taken to be softened
_HARD: Final = {"c": "k", "z": "h"}  # schránka, ve schránce; kniha, v knize
_local = threading.local()  # a stemmer must not be shared between threads

_STOP: Final = {
    Locale.ES: """
        a al algo algun alguna algunas alguno algunos ante antes aquel aquella aquellas aquello
        aquellos aqui asi aun aunque bajo bien cada casi como con contra cual cuales cualquier
        cuando cuanta cuantas cuanto cuantos cuya cuyas cuyo cuyos de debe deben debo del desde
        donde dos durante e el ella ellas ello ellos en entonces entre era eran eras es esa esas
        ese eso esos esta estaba estaban estamos estan estar estas este esto estos estoy fue
        fueron fui ha haber habia habian hace hacen hacer haces hacia hago han has hasta hay he
        hemos hola la las le les lo los mas me mi mia mias mientras mio mios mis misma mismas
        mismo mismos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otras
        otro otros para pero poco por porque pude puede pueden puedes puedo pues que quien quienes
        quiero se sea sean ser si sido siempre siendo sin sino sobre sois solo son soy su sus suya
        suyas suyo suyos tal tales tambien tampoco tan tanto te tener tengo ti tiene tienen tienes
        toda todas todavia todo todos tras tu tus tuya tuyas tuyo tuyos un una unas uno unos va
        van vosotros vuestra vuestro y ya yo
    """,
    Locale.EN: """
        a about above after again against all also am an and any are arent as at be because been
        before being below between both but by can cannot cant could couldnt did didnt do does
        doesnt doing dont during each few for from further had has hasnt have havent having
        he hello her here hers herself hi him himself his how i if in into is isnt it its itself
        ive just like me more most must my myself no nor not now of off on once one only or other
        our ours ourselves out over own please same she should so some such than that thats the
        their theirs them themselves then there these they this those through to too under until
        upon us very want wants was wasnt we were what whats when where which while who whom
        whose why will with wont would you your yours yourself yourselves
    """,
    Locale.CS: """
        a aby aj ale ani ano asi at az bez behem bude budem budeme budete budou budu by byl byla
        byli bylo byly bych bychom byste byt ci clanek co coz cz dal dale dalsi den dnes do dobry
        ho i ja jak jake jakem jaky jako je jeho jej jeji jejich jemu jen jenom jeste jestli
        jestlize ji jich jim jimi jinak jine jiny jsem jses jsi jsme jsou jste k kam kde kdo kdy
        kdyby kdyz ke ktera ktere kterou ktery kolik ku ma maji mam mame mate me mezi mi mit mne
        mnou moc mohl mohou moje moji mozna muj muze muzete muzu my na nad nam nami nas nase nasi
        ne nebo nebot necht nejsem nejsou neni nez nic nove o od on ona oni ono ony pak po pod
        podle pokud potom potrebuji pouze prave pred pres pri pro proc proto protoze prosim prvni
        pta re s se si sice sve svuj svych svym ta tady tak take takze tam tato te tedy tema ten
        tento teto tim timto tipy to tohle toho tohoto tom tomto tomu tomuto toto tu tuto tvuj ty
        tyto u uz v vam vami vas vase vasi ve vedle vice vsak vsechno vsechny vy vzdy z za zda zde
        ze zpet
    """,
}
_STOP_WORDS: Final = {locale: frozenset(text.split()) for locale, text in _STOP.items()}


def is_stop_word(form: str, locale: Locale) -> bool:
    """Return whether the folded word `form` says nothing about what a text is about."""
    return form in _STOP_WORDS[locale] or (len(form) == 1 and not form.isdigit())


@lru_cache(maxsize=100_000)
def stems(word: str, locale: Locale) -> tuple[str, ...]:
    """Return what a text with `word` is found by: its stem, and the one of it without accents."""
    lowered = word.lower()
    plain = fold(lowered)
    first = _stem(lowered, locale)
    if plain == lowered:
        return (first,)
    second = _stem(plain, locale)
    return (first,) if second == first else (first, second)


def stem(word: str, locale: Locale) -> str:
    """Return the one form to look for when somebody asks for `word`."""
    return stems(word, locale)[0]


def _stem(word: str, locale: Locale) -> str:
    stemmers = _local.__dict__
    if locale not in stemmers:
        stemmers[locale] = Stemmer.Stemmer(_ALGORITHMS[locale], 0)
    found = fold(stemmers[locale].stemWord(word))[:TERM_LIMIT]
    if locale is Locale.CS and len(found) >= _SOFTENING:
        return found[:-1] + _HARD.get(found[-1], found[-1])
    return found
