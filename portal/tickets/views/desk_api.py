"""What the help desk that the provider already has reads from us and reports to us."""

from flask import Blueprint, Response, json, request

from portal.delivery.model.desk import event_schema
from portal.delivery.rules.webhooks import ID, SIGNATURE, TIMESTAMP, NotTrusted
from portal.kernel.errors import Invalid
from portal.tickets.rules.state import StepRefused
from portal.tickets.service.remote import RemoteDesk
from portal.web import headers
from portal.web.errors import json_error
from portal.web.forms import public_form
from portal.web.wiring import use

blueprint = Blueprint("desk_api", __name__)
_MOST = 256 * 1024


@blueprint.get("/api/v1/schemas/ticket.json")
def schema() -> Response:
    """Show the JSON Schema of the events that webhooks carry."""
    text = json.dumps(event_schema(), indent=2)
    return headers.public(Response(text, mimetype="application/schema+json"))


@blueprint.post("/api/v1/desk/events")
@public_form
def events() -> Response:
    """Take a reply or a change of state, signed as Standard Webhooks has it.

    204 also where it had come before; 401 for what is not signed, 404 for an unknown ticket, 409
    where the ticket's state does not allow it, 422 for what is no event.
    """
    request.max_content_length = _MOST
    sent = {name: request.headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)}
    try:
        use(RemoteDesk).take(sent, request.get_data(cache=False))
    except NotTrusted as error:
        return json_error(401, str(error))
    except Invalid as error:
        return json_error(422, str(error))
    except StepRefused as error:
        return json_error(409, str(error))
    return Response(status=204)
