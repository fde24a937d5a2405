"""JUnit files are well-formed whatever a header holds, keep to the format that readers know, and are read."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from tests.render import many
from tests.render.samples import EMPTY, EVIL, FULL, GAPPY, SAMPLES
from uapicheck.frozen import replaced
from uapicheck.model.report import Report
from uapicheck.render.junit import junit, junit_of
from uapicheck.render.options import Options

OPTIONS: Final = Options()
REPORTS: Final = {**SAMPLES, **{str(count): many.report(count) for count in (0, 1, 500)}}
ATTRIBUTES: Final = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"classname", "name"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
    "system-out": set(),
}
CHILDREN: Final = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "skipped", "system-out"},
}
"""As Jenkins and GitLab read it: suites are never nested."""


def root(report: Report, options: Options = OPTIONS) -> ET.Element:
    return ET.fromstring(junit(report, options=options))  # noqa: S314 - our own text


def names(report: Report) -> list[tuple[str, str]]:
    return [(case.attrib["classname"], case.attrib["name"]) for case in root(report).iter("testcase")]


def complaints(node: ET.Element) -> list[str]:
    """Return what is wrong with an element and those below it."""
    wrong = [f"{node.tag}: {key}" for key in set(node.attrib) ^ ATTRIBUTES[node.tag]]
    wrong += [f"{node.tag} holds {child.tag}" for child in node if child.tag not in CHILDREN.get(node.tag, set())]
    if node.tag in {"testsuites", "testsuite"}:
        counted = {
            "tests": len(list(node.iter("testcase"))),
            "failures": len(list(node.iter("failure"))),
            "errors": len(list(node.iter("error"))),
            "skipped": len(list(node.iter("skipped"))),
        }
        wrong += [f"{node.tag}: {key}" for key, number in counted.items() if int(node.attrib[key]) != number]
    return wrong + [line for child in node for line in complaints(child)]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("options", [OPTIONS, Options(waived=True, verbose=True, color=True, width=20)])
def test_every_document_keeps_to_the_format(name: str, options: Options) -> None:
    tree = root(REPORTS[name], options)
    assert tree.tag == "testsuites"
    assert complaints(tree) == []


@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_reader_counts_what_was_found(count: int, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(junit(many.report(count), options=OPTIONS), encoding="utf-8")
    read = JUnitXml.fromfile(str(path))
    cases = [case for suite in read for case in suite]
    assert len(cases) == count + 1
    assert sum(case.is_passed for case in cases) == count + 1 - (count + 2) // 3
    assert (read.tests, read.failures, read.errors) == (count + 1, (count + 2) // 3, 0)


def test_a_break_fails_and_a_doubt_is_an_error() -> None:
    read = JUnitXml.fromstring(junit(replaced(FULL), options=Options(waived=True)).encode())
    results = {case.name: type(case.result[0]) for suite in read for case in suite if case.result}
    assert results["field-inserted struct point.shade"] is Failure
    assert results["incomplete #include <linux/colours.h> (new)"] is Error
    assert results["macro-removed SHAPES_OBSOLETE"] is Skipped
    assert "function-macro-changed SHAPES_AREA" not in results, "what needs a look passes"


def test_a_header_that_only_has_more_passed() -> None:
    added = replaced(FULL, findings=(), gaps=())
    assert ("include/uapi/linux/kvm.h", "nothing breaks user space") in names(added)
    assert names(EMPTY) == [("uapicheck", "headers compared")]


@pytest.mark.parametrize("name", REPORTS)
def test_a_test_has_a_name_of_its_own(name: str) -> None:
    found = names(REPORTS[name])
    assert len(set(found)) == len(found)


def test_names_survive_shifted_lines() -> None:
    assert names(many.report(500)) == names(many.report(500, shift=40))
    assert not any(re.search(r":\d", name) for _, name in names(FULL))
    assert names(GAPPY) == names(replaced(GAPPY, old=replaced(GAPPY.old, label="v9.9")))


def test_several_series_have_one_root() -> None:
    tree = ET.fromstring(junit_of((FULL, FULL), options=OPTIONS))  # noqa: S314 - our own text
    assert complaints(tree) == []
    cases = [(case.attrib["classname"], case.attrib["name"]) for case in tree.iter("testcase")]
    assert len(set(cases)) == len(cases) == 2 * len(names(FULL))


@pytest.mark.parametrize("evil", [EVIL, "]]>", "<!--", "&lt;&#0;", '"><x y="', "\ufffe\uffff", "\x00", "--><?x ?>"])
def test_no_name_ends_its_element(evil: str) -> None:
    found = replaced(FULL.findings[0], symbol=evil, message=evil, old=evil, new=evil, uapi_path=evil, rule=evil)
    assert complaints(root(replaced(FULL, findings=(found,)))) == []
