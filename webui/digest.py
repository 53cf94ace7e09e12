"""Leaving the weekly mail. GET shows a button, for mail scanners open links; POST acts, also without a session (RFC 8058, one-click).

The opaque id in the address is the permission: it stands in the mail alone. So no forgery guard is needed, and none would pass a mail program.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matcher.db import subscribers
from matcher.db.subscribers import StoredSubscriber
from webui.site import or_404, site

blueprint = Blueprint("digest", __name__, url_prefix="/digest")


@blueprint.get("/afmelden/<public_id>")
def show(public_id: str) -> str:
    """Ask, or say that it was done and how to come back."""
    return render_template("digest/unsubscribe.html", subscriber=_subscriber(public_id))


@blueprint.post("/afmelden/<public_id>")
def unsubscribe(public_id: str) -> Response:
    """No more weekly mails. Doing it twice is no error: mail programs try again."""
    subscriber = _subscriber(public_id)
    with site().database.write() as connection:
        subscribers.unsubscribe(connection, subscriber.id, now=site().clock())
    return redirect(url_for("digest.show", public_id=public_id), 303)


@blueprint.post("/aanmelden/<public_id>")
def resubscribe(public_id: str) -> Response:
    """Weekly mails again."""
    subscriber = _subscriber(public_id)
    with site().database.write() as connection:
        subscribers.resubscribe(connection, subscriber.id)
    return redirect(url_for("digest.show", public_id=public_id), 303)


def _subscriber(public_id: str) -> StoredSubscriber:
    with site().database.read() as connection:
        return or_404(subscribers.find_public(connection, public_id))
