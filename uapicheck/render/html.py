"""Reports as one HTML file: no network, no scripts, readable from phone to printer."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from uapicheck.model.report import Report
from uapicheck.render.html_view import Page, page
from uapicheck.render.options import Options

_HERE = Path(__file__).parent


def html(report: Report, *, options: Options) -> str:
    """Return the report as a self-contained HTML document."""
    return html_of(page(report, options))


def html_of(view: Page) -> str:
    """Return the document that shows a page."""
    return document("report.html.j2", view, styles=("report.css",))


def document(template: str, view: object, *, styles: Sequence[str]) -> str:
    """Return the document that a template of this package makes of a view, with style sheets of the package in it."""
    style = "".join((_HERE / name).read_text(encoding="utf-8") for name in styles)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(
        page=view,
        # Escaped quotes would change the bytes that the policy's hash names.
        style=Markup(style),  # noqa: S704 - our own files, not input
        # The policy lets in this one style sheet and nothing else: no script, no image, no request.
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )
