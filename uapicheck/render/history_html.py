"""Histories as one HTML file: a timeline, releases across and names down; complete without its small script."""

import hashlib
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from uapicheck.model.history import History
from uapicheck.render.history_view import timeline_page
from uapicheck.render.options import Options

_HERE = Path(__file__).parent


def history_html(history: History, *, options: Options) -> str:
    """Return the history as a self-contained HTML document."""
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("history.css", "history.js"))
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("history.html.j2").render(
        page=timeline_page(history, options),
        # Escaped quotes would change the bytes that the policy's hashes name.
        style=Markup(style),  # noqa: S704 - our own file, not input
        script=Markup(script),  # noqa: S704 - the same
        # The policy lets in this style sheet and this script and nothing else: no image, no request.
        policy=f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'",
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
