"""What a change adds to KVM's interface and the kernel's document on it does not have, or has otherwise."""

import re
from collections.abc import Iterable, Iterator

from uapicheck.diff.api_document import ApiDocument, Section
from uapicheck.model.change import Change, EnumeratorAdded, EnumeratorInserted, MacroAdded, MacroValueGained
from uapicheck.model.document_change import (
    CapabilityUndocumented,
    DocumentChange,
    ExitUndocumented,
    IoctlArgumentOmitted,
    IoctlDirectionContradicted,
    IoctlUndocumented,
)
from uapicheck.model.facts import Constant, Ioctl, IoctlDirection
from uapicheck.model.subject import Subject

_KVMIO = 0xAE
_HEADER = "linux/kvm.h"
_NUMBER = re.compile(r"\(?\s*\d+\s*\)?")
_SAID = {
    IoctlDirection.NONE: "",
    IoctlDirection.WRITE: "in",
    IoctlDirection.READ: "out",
    IoctlDirection.READ_WRITE: "in/out",
}


def document_changes(changes: Iterable[Change], document: ApiDocument) -> tuple[DocumentChange, ...]:
    """Return where the document falls short of what `changes` add; it is the new side's."""
    added = [(change.subject, constant) for change in changes if (constant := _added(change)) is not None]
    exits = {constant.name for _, constant in added if _is_exit(constant)}
    return tuple(each for subject, constant in added for each in _shortcomings(subject, constant, document, exits))


def _added(change: Change) -> Constant | None:
    match change:
        case MacroAdded(macro=Constant() as constant) | MacroValueGained(new=constant):
            return constant
        case EnumeratorAdded(enumerator=constant) | EnumeratorInserted(enumerator=constant):
            return constant
        case _:
            return None


def _is_exit(constant: Constant) -> bool:
    return constant.name.startswith("KVM_EXIT_") and constant.where.header == _HEADER


def _shortcomings(
    subject: Subject, constant: Constant, document: ApiDocument, exits: Iterable[str]
) -> Iterator[DocumentChange]:
    name = constant.name
    if constant.ioctl is not None and constant.ioctl.type == _KVMIO:
        section = document.by_name.get(name)
        if section is not None:
            yield from _contradictions(subject, constant, constant.ioctl, section, document.path)
        elif name.startswith("KVM_"):
            where = document.mentioning(name)
            yield IoctlUndocumented(
                subject=subject, ioctl=constant, document=document.path, section=where.heading if where else ""
            )
    elif name in document.mentioned or constant.where.header != _HEADER or _NUMBER.fullmatch(constant.text) is None:
        return
    elif name.startswith("KVM_CAP_"):
        yield CapabilityUndocumented(subject=subject, capability=constant, document=document.path)
    elif _is_exit(constant) and not _is_detail(name, document, exits):
        yield ExitUndocumented(subject=subject, exit=constant, document=document.path)


def _is_detail(name: str, document: ApiDocument, exits: Iterable[str]) -> bool:
    """Return whether a name is a value inside another exit's data: `KVM_EXIT_IO_OUT` is one of `KVM_EXIT_IO`."""
    known = (*exits, *(each for each in document.mentioned if each.startswith("KVM_EXIT_")))
    return any(name.startswith(f"{each}_") for each in known)


def _contradictions(
    subject: Subject, constant: Constant, ioctl: Ioctl, section: Section, document: str
) -> Iterator[DocumentChange]:
    said, argument = section.direction, section.argument
    if ioctl.direction is IoctlDirection.NONE:
        if argument:
            yield IoctlArgumentOmitted(
                subject=subject,
                ioctl=constant,
                document=document,
                section=section.heading,
                argument=argument,
                said=said,
            )
    elif said and said != _SAID[ioctl.direction]:
        yield IoctlDirectionContradicted(
            subject=subject, ioctl=constant, document=document, section=section.heading, said=said
        )
