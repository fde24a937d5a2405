"""Histories as one HTML file: a timeline, releases across and names down; complete without its small script."""

from uapicheck.model.history import History
from uapicheck.render.history_view import timeline_page
from uapicheck.render.html import document
from uapicheck.render.options import Options


def history_html(history: History, *, options: Options) -> str:
    """Return the history as a self-contained HTML document."""
    return document("history.html.j2", timeline_page(history, options), styles=("history.css",), script="history.js")
