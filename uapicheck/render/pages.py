"""The formats of the rules' list and pages, by name."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from uapicheck.render.options import Options
from uapicheck.render.rule_list import RuleList, rule_list, rule_list_json, rule_list_markdown
from uapicheck.render.rule_page import RulePage, rule_page, rule_page_markdown

_List: TypeAlias = Callable[[RuleList, Options], str]
_Page: TypeAlias = Callable[[RulePage, Options], str]

LIST_FORMATS: Final[Mapping[str, _List]] = {
    "text": lambda listed, options: rule_list(listed, options=options),
    "json": lambda listed, options: rule_list_json(listed, options=options),
    "markdown": lambda listed, options: rule_list_markdown(listed, options=options),
}
"""What `rules` writes."""

PAGE_FORMATS: Final[Mapping[str, _Page]] = {
    "text": lambda page, options: rule_page(page, options=options),
    "markdown": lambda page, options: rule_page_markdown(page, options=options),
}
"""What `explain` writes."""


def list_rendered(name: str, listed: RuleList, options: Options) -> str:
    """Return the list of rules in the format of this name, which is one of `LIST_FORMATS`."""
    return LIST_FORMATS[name](listed, options)


def page_rendered(name: str, page: RulePage, options: Options) -> str:
    """Return a rule's page in the format of this name, which is one of `PAGE_FORMATS`."""
    return PAGE_FORMATS[name](page, options)
