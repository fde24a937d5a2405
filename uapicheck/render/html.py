"""Reports as one HTML file: no network, complete without its script, readable from phone to printer."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
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
    return document("report.html.j2", view, styles=("report.css", "finding.css"), script="report.js")


def document(template: str, view: object, *, styles: Sequence[str], script: str = "") -> str:
    """Return the document that a template of this package makes of a view, with files of the package in it.

    Its policy lets in these style sheets and this script, if there is one, and nothing else: no image, no request.
    """
    style = "".join(_own(name) for name in styles)
    code = _own(script) if script else ""
    sources = f"style-src '{_digest(style)}'; " + (f"script-src '{_digest(code)}'; " if script else "")
    return (
        _environment()
        .get_template(template)
        .render(
            page=view,
            # Escaped quotes would change the bytes that the policy's hashes name.
            style=Markup(style),  # noqa: S704 - our own files, not input
            script=Markup(code),  # noqa: S704 - the same
            policy=f"default-src 'none'; {sources}base-uri 'none'; form-action 'none'",
        )
    )


@cache
def _environment() -> Environment:
    """Return what compiles templates, each once: a report may be hundreds of pages."""
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
