"""The document on KVM's interface, in its present and its older form, against what a change adds."""

import pytest

from tests.diff.facts import macro
from uapicheck.diff.api_document import PATHS, ApiDocument
from uapicheck.diff.documents import document_changes
from uapicheck.frozen import replaced
from uapicheck.model.change import MacroAdded
from uapicheck.model.facts import Constant, Ioctl, IoctlDirection
from uapicheck.model.subject import Subject

RST = """\
4. API description
==================

4.1 KVM_SET_POINT
-----------------

:Capability: KVM_CAP_POINT
:Architectures: all
:Parameters: struct kvm_point (in)
:Returns: 0 on success

64 points fit.

4.2 KVM_GET_POINT/KVM_GET_LINE (vm ioctl)
-----------------------------------------

:Parameters: a pointer to
             struct kvm_point (in and out)

4.3 KVM_(UN)MARK_POINT
----------------------

:Parameters: none

4.4 KVM_{SHOW,HIDE}_AREA
------------------------

:Parameters: struct kvm_point (in) or struct kvm_area (out)

See KVM_COUNT_POINTS.

5. The kvm_run structure
========================

KVM_EXIT_POINT has data.
"""
TXT = """\
4.1 KVM_SET_POINT

Capability: KVM_CAP_POINT
Parameters: struct kvm_point (in)
Returns: 0

There are
4.2 metres to a point.

5. The kvm_run structure
------------------------

KVM_EXIT_POINT
"""
DOCUMENT = ApiDocument(PATHS[0], RST)


def ioctl(name: str, direction: IoctlDirection, kind: int = 0xAE) -> Constant:
    parts = Ioctl(direction=direction, type=kind, nr=1, size=8, argument="struct kvm_point")
    return replaced(macro(name, 1, header="linux/kvm.h"), ioctl=parts)


def shortcomings(*added: Constant, document: ApiDocument = DOCUMENT) -> list[tuple[str, str]]:
    changes = [MacroAdded(subject=Subject(header=c.where.header, symbol=c.name), macro=c) for c in added]
    return [(type(each).__name__, each.subject.symbol) for each in document_changes(changes, document)]


def test_both_forms_of_the_document_are_read() -> None:
    assert sorted(DOCUMENT.by_name) == [
        *("KVM_GET_LINE", "KVM_GET_POINT", "KVM_HIDE_AREA", "KVM_MARK_POINT"),
        *("KVM_SET_POINT", "KVM_SHOW_AREA", "KVM_UNMARK_POINT"),
    ]
    older = ApiDocument(PATHS[1], TXT)
    assert [section.heading for section in older.sections] == ["4.1 KVM_SET_POINT", "5 The kvm_run structure"]
    for document in (DOCUMENT, older):
        section = document.by_name["KVM_SET_POINT"]
        assert (section.direction, section.argument) == ("in", "struct kvm_point")
        assert section.fields["capability"] == "KVM_CAP_POINT"


def test_a_parameter_may_go_on_in_the_next_line() -> None:
    section = DOCUMENT.by_name["KVM_GET_LINE"]
    assert (section.direction, section.argument) == ("in/out", "struct kvm_point")


def test_parameters_that_say_several_things_say_nothing() -> None:
    section = DOCUMENT.by_name["KVM_HIDE_AREA"]
    assert (section.direction, section.argument) == ("", "")


@pytest.mark.parametrize(
    ("words", "direction"),
    [("(in)", "in"), ("( out )", "out"), ("(in/out)", "in/out"), ("(in, out)", "in/out"), ("(inout)", ""), ("in", "")],
)
def test_directions_are_written_in_many_ways(words: str, direction: str) -> None:
    document = ApiDocument(PATHS[0], f"\n4.1 KVM_A\n---\n\n:Parameters: struct kvm_a {words}\n")
    assert document.by_name["KVM_A"].direction == direction


def test_a_direction_that_disagrees_is_found() -> None:
    assert shortcomings(ioctl("KVM_SET_POINT", IoctlDirection.WRITE)) == []
    for direction in (IoctlDirection.READ, IoctlDirection.READ_WRITE):
        assert shortcomings(ioctl("KVM_SET_POINT", direction)) == [("IoctlDirectionContradicted", "KVM_SET_POINT")]
    assert shortcomings(ioctl("KVM_GET_POINT", IoctlDirection.READ_WRITE)) == []


def test_an_argument_without_size_is_found() -> None:
    assert shortcomings(ioctl("KVM_SET_POINT", IoctlDirection.NONE)) == [("IoctlArgumentOmitted", "KVM_SET_POINT")]
    assert shortcomings(ioctl("KVM_MARK_POINT", IoctlDirection.NONE)) == []


def test_an_ioctl_needs_a_section_of_its_own() -> None:
    added = [ioctl("KVM_COUNT_POINTS", IoctlDirection.NONE), ioctl("KVM_DRAW", IoctlDirection.NONE)]
    changes = [MacroAdded(subject=Subject(header="linux/kvm.h", symbol=c.name), macro=c) for c in added]
    found = document_changes(changes, DOCUMENT)
    assert [getattr(each, "section", None) for each in found] == ["4.4 KVM_{SHOW,HIDE}_AREA", ""]


def test_ioctls_of_others_are_none_of_this_documents() -> None:
    assert shortcomings(ioctl("VHOST_DRAW", IoctlDirection.READ, kind=0xAF)) == []


def test_capabilities_and_exits_need_a_mention() -> None:
    names = ("KVM_CAP_POINT", "KVM_CAP_LINE", "KVM_EXIT_POINT", "KVM_EXIT_LINE", "KVM_EXIT_LINE_DASHED", "KVM_OTHER")
    added = [macro(name, 1, header="linux/kvm.h") for name in names]
    assert shortcomings(*added) == [("CapabilityUndocumented", "KVM_CAP_LINE"), ("ExitUndocumented", "KVM_EXIT_LINE")]


def test_names_of_other_headers_and_flags_are_neither() -> None:
    flag = macro("KVM_EXIT_LINE", 1, text="(1 << 0)", header="linux/kvm.h")
    assert shortcomings(macro("KVM_CAP_LINE", 1), flag) == []


def test_a_document_of_anything_at_all_is_read() -> None:
    for text in (
        "",
        "\n",
        "4.1 KVM_A",
        "4.1 KVM_A\n---",
        ":Parameters:\n",
        "4.1 " + "(" * 10_000 + "\n\n",
        "x" * 100_000,
    ):
        document = ApiDocument(PATHS[0], text)
        assert document.mentioning("KVM_A") in (None, *document.sections)
