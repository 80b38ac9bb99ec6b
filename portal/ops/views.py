"""`/healthz` (the process lives), `/readyz` (it can serve) and `/metrics`."""

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.articles.service import ArticleService
from portal.storage.database import Database
from portal.web.wiring import use

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether the database answers and articles are loaded; 503 with the reason if not."""
    problems = []
    if not use(Database).is_reachable():
        problems.append("database")
    if not use(ArticleService).library.is_loaded:
        problems.append("articles")
    if problems:
        return Response(f"not ready: {', '.join(problems)}\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the figures in Prometheus' text format."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
