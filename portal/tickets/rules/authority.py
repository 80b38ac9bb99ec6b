"""R16: who may ask for something on an account, as far as people's own word goes."""

from portal.tickets.model import Background, Relation

NEEDS_APPROVAL = "needs_approval"
"""The flag of a ticket that an authorised contact has to approve."""

_AUTHORISED = frozenset({Relation.HOLDER, Relation.CONTACT})


def needs_approval(background: Background) -> bool:
    """Return whether an authorised contact has to approve; not where nobody was asked yet."""
    return background.relation is not None and background.relation not in _AUTHORISED
