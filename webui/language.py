"""The reader's language: Dutch or English, by a cookie, else by what the browser asks for."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

LANGUAGES = ("nl", "en")
_COOKIE = "language"
_A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def choose() -> str:
    """The language of this request."""
    chosen = request.cookies.get(_COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="nl")


def address(code: str) -> str:
    """Where to switch to a language and come back to this page."""
    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("start.index")
    return url_for("language.switch", code=code, back=here)


@blueprint.get("/language/<code>")
def switch(code: str) -> Response:
    """Remember the language and go back."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(_own_page(request.args.get("back", "")))
    response.set_cookie(_COOKIE, code, max_age=_A_YEAR, samesite="Lax", httponly=True)
    return response


def _own_page(back: str) -> str:
    # only a path of this site: "//elsewhere" and "/\\elsewhere" are addresses of other sites to a browser
    parts = urlsplit(back)
    own = not parts.scheme and not parts.netloc and back.startswith("/") and not back.startswith(("//", "/\\")) and "\\" not in back
    return back if own and back.isprintable() else url_for("start.index")
