"""What readers may expect of us: accessibility and privacy."""

from __future__ import annotations

from flask import Blueprint, render_template

from webui.site import site

blueprint = Blueprint("about", __name__)


@blueprint.get("/toegankelijkheid")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("about/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> str:
    """What is kept of whom, and what is shown to whom."""
    return render_template("about/privacy.html", keep_days=site().config.storage.keep_uploads_days)
