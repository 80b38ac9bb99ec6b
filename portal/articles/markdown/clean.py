"""What HTML an article may hold. Everything else is dropped, also from writers."""

import nh3

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "section", "span"),
    *("strong", "b", "em", "i", "s", "del", "ins", "sub", "sup", "small", "mark", "abbr", "q"),
    *("code", "pre", "kbd", "samp", "var", "a", "img", "figure", "figcaption"),
    *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "title"},
    "a": {"href", "hreflang", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"data-l", "colspan", "rowspan"},
    "div": {"data-tabs"},
    "abbr": {"title"},
}
_SCHEMES = {"https", "mailto", "tel", "article", "page", "flow"}


def clean(html: str) -> str:
    """Return `html` with nothing in it that could run, load or disguise itself."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style", "template", "svg", "math"},
    )
