"""Whether the site works, for those who watch over it."""

from __future__ import annotations

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from matcher.db.engine import schema_version
from matcher.errors import DatabaseError
from webui.site import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def show() -> tuple[Response, int]:
    """200 with the schema version; 503 if the database cannot be used."""
    try:
        current, needed = schema_version(site().database)
    except DatabaseError:
        return jsonify(status="database unreachable"), 503
    if current != needed:
        return jsonify(status="database at another schema", schema=current, needed=needed), 503
    return jsonify(status="ok", schema=current), 200
