"""The application: configuration, guards, headers, language, error pages."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from flask import Flask, Response, abort, render_template, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from matcher import config as configuration
from matcher.config import Config
from matcher.db.engine import Database
from matcher.errors import ConfigError
from webui import about, digest, doubles, gone, health, judgements, language, runs, sources, start, suppliers, tenders, uploads
from webui.background import Background
from webui.filters import FILTERS
from webui.site import Site, site, utc_now

_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_ERROR_PAGES = (400, 403, 404, 405, 413, 500)


def create_app(config: Config, database: Database, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The dashboard on this database, which must be at the schema of this program.

    Raises ConfigError if it would listen to anything but this machine: there are no accounts yet.
    """
    if not _is_loopback(config.web.host):
        raise ConfigError(f"web.host is {config.web.host!r}: without accounts the dashboard may listen on this machine only; use 127.0.0.1")
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=_secret_key(config.storage.data_dir),
        MAX_CONTENT_LENGTH=config.web.upload_max_mb * 1024 * 1024,
        MAX_FORM_PARTS=2000,  # a select per column of a wide workbook
        SESSION_COOKIE_NAME="wijkmatch",
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a page may stay open over lunch; the token lives as long as the browser session
        WTF_CSRF_SSL_STRICT=False,
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE=config.schedule.timezone,
    )
    app.extensions["wijkmatch"] = Site(config, database, clock, Background())
    app.before_request(_refuse_foreign_hosts)  # before everything else: a page of another site may have pointed its name at this machine
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    Babel(app, locale_selector=language.choose)
    Bootstrap5(app)
    CSRFProtect(app).exempt(digest.blueprint)  # mail programs post there without a session (RFC 8058)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(get_locale=get_locale, language_address=language.address)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for page in (start, tenders, judgements, suppliers, uploads, runs, sources, gone, doubles, about, digest, language, health):
        app.register_blueprint(page.blueprint)
    for code in _ERROR_PAGES:
        app.register_error_handler(code, _error_page)
    return app


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_foreign_hosts() -> None:
    try:
        name = urlsplit(f"//{request.environ.get('HTTP_HOST', '')}").hostname
    except ValueError:
        name = None
    if name not in _LOOPBACK_NAMES:
        abort(400, "host")


def _refuse_nul() -> None:
    """No text that a person types holds this character, and PostgreSQL refuses it."""
    if any("\0" in text for values in (request.args, request.form) for text in values.values()) or "\0" in request.path:
        abort(400)


def _add_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if not request.path.startswith(("/static/", "/bootstrap/")):
        response.headers["Cache-Control"] = "no-store"
        response.headers.add("Vary", "Cookie, Accept-Language")
    return response


def _error_page(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    title, advice = _error_text(code, error)
    return render_template("error.html", code=code, title=title, advice=advice), code


def _error_text(code: int, error: HTTPException) -> tuple[str, str]:
    if code == 413:
        return _("Dit bestand is te groot"), _(
            "Een lijst mag hoogstens %(limit)s MB zijn. Bewaar alleen het blad met de opdrachten als een nieuw bestand, "
            "zonder foto's, en probeer het opnieuw.",
            limit=site().config.web.upload_max_mb,
        )
    if isinstance(error, CSRFError):
        return _("Dit formulier is verlopen"), _("Ga terug, ververs de pagina en verstuur het formulier opnieuw. Er is niets veranderd.")
    if error.description == "host":
        return _("Dit adres klopt niet"), _(
            "Het dashboard is alleen op deze computer te openen. Gebruik http://127.0.0.1 of http://localhost, met de poort erachter."
        )
    if code == 400:
        return _("Dit kunnen we niet lezen"), _("Er ontbrak iets in wat uw browser stuurde. Ga terug, ververs de pagina en probeer het opnieuw.")
    if code == 403:
        return _("Hier mag u niet bij"), _("Deze pagina is niet voor u bedoeld. Ga terug naar de startpagina.")
    if code == 404:
        return _("Deze pagina is er niet"), _(
            "Misschien is het adres niet helemaal overgenomen, of is de opdracht verwijderd. Zoek hem op naam, of begin op de startpagina."
        )
    if code == 405:
        return _("Dit kan zo niet"), _("Deze pagina verwacht een ingevuld formulier. Ga terug en gebruik de knop op de pagina.")
    return _("Er ging iets mis bij ons"), _(
        "Uw gegevens zijn bewaard zoals ze waren. Probeer het zo nog eens; blijft het misgaan, meld het dan bij de beheerder."
    )


def _secret_key(data_dir: Path) -> str:
    """The key that signs cookies: from the environment, else a random one that is kept in the data folder for this user alone."""
    given = configuration.secret("SECRET_KEY")
    if given:
        return given
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / "secret_key"
    if not file.exists():
        with NamedTemporaryFile("w", dir=data_dir, prefix=".secret_key-", encoding="ascii") as draft:  # created with mode 600
            draft.write(secrets.token_hex(32))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, file)  # whole or not at all; a second process finds the first one's
    return file.read_text(encoding="ascii").strip()
