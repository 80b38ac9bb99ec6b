"""What somebody sees, as the flow asks for it: the same word whatever language it was told in."""

from portal.wizard.model import UNKNOWN, Choice, Facts, Flow


def symptom_question(flow: Flow) -> Choice | None:
    """Return the question of `flow` about the symptom, the first where there are several."""
    asked = (node for node in flow.nodes.values() if isinstance(node, Choice))
    return next((node for node in asked if node.subject == "symptom"), None)


def symptom_of(flow: Flow, facts: Facts) -> str:
    """Return the symptom among `facts`; empty where it was not told, or nobody could tell."""
    question = symptom_question(flow)
    found = str(facts.get(question.sets, "")) if question else ""
    return "" if found == UNKNOWN else found
