"""Reviews that every format is tried on: of patches to the headers of `make demo`, of a series, of hostile mails."""

from collections.abc import Mapping
from pathlib import Path

from tests.cli.patches import diff
from tests.cli.stage import git, written
from tests.corpus import PROJECT
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.recipients import suggested
from uapicheck.pipeline.scope import Scope
from uapicheck.render.answer import Answer
from uapicheck.rules import catalogue

HEADER = "include/uapi/linux/registers.h"
LAST = "#define KVM_REG_SIZE_U1024\t0x0070000000000000ULL\n"
OLD = (PROJECT / "tests/demo/old/registers.h").read_text(encoding="utf-8")
BROKEN = (PROJECT / "tests/demo/new/registers.h").read_text(encoding="utf-8")
CLEAN = OLD.replace(LAST, LAST + "#define KVM_REG_SIZE_U2048\t0x0080000000000000ULL\n")
KERNEL = {
    HEADER: OLD,
    "arch/arm64/include/uapi/asm/bits.h": "#define DEMO_BITS 64\n",
    "arch/x86/include/uapi/asm/bits.h": "#define DEMO_BITS 64\n",
    "include/uapi/linux/types.h": "typedef unsigned int __u32;\ntypedef unsigned long long __u64;\n",
    "include/uapi/linux/ioctl.h": "#define _IOW(type, nr, size) "
    "((1U << 30) | (sizeof(size) << 16) | ((type) << 8) | (nr))\n",
    "MAINTAINERS": "List of maintainers\n\nDEMO REGISTERS\nM:\tAl Mason <al@example.org>\n"
    "L:\tdemo@vger.kernel.org\nL:\tdemo-crew@example.org (subscribers-only)\nF:\tinclude/uapi/*/registers.h\n\n"
    "ELSE\nL:\telse@example.org\nF:\tdrivers/\n\nTHE REST\nL:\tevery@example.org\nF:\t*\nF:\t*/\n",
}
EVIL = "::error file=a::b\r\nBcc: all@example.org\n</script><b>\x1b[31mred\u202e%0A ERROR: \udc80"


def mail(subject: str, old: str, new: str, *, number: int = 1, more: str = "") -> str:
    """Return a mail that changes the header."""
    return (
        "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
        "From: =?utf-8?q?J=C3=B8rgen_Builder?= <jorgen@example.org>\n"
        "To: kvm@vger.kernel.org\nCc: Al Mason <al@example.org>\n"
        f"Subject: {subject}\nDate: Fri, 3 Jan 2020 0{number}:00:00 +0000\n"
        f"Message-ID: <2020010{number}.registers@example.org>\n{more}\n"
        f"Room for wider registers.\n\n---\n{diff(HEADER, old, new) if new else ''}-- \n2.30.2\n\n"
    )


def _moved(text: str) -> str:
    return text.replace("KVM_REG_PPC\t\t0x10", "KVM_REG_PPC\t\t0x20")


def _owned(text: str) -> str:
    return text.replace("\t__u32 line;\n", "\t__u32 owner;\n\t__u32 line;\n")


_REPLY = "In-Reply-To: <20200101.registers@example.org>\nReferences: <20200101.registers@example.org>\n"
_SERIES = (
    mail("[PATCH v3 0/4] demo: wider registers", OLD, ""),
    mail("[PATCH v3 1/4] demo: move PPC", OLD, _moved(OLD), number=2, more=_REPLY),
    mail("[PATCH v3 2/4] demo: owners", _moved(OLD), _owned(_moved(OLD)), number=3, more=_REPLY),
    mail("[PATCH v3 3/4] demo: move PPC back", _owned(_moved(OLD)), _owned(OLD), number=4, more=_REPLY),
)
_MISFIT = OLD.replace("__u32 level", "__u32 floor")
INPUTS: Mapping[str, str] = {
    "clean": mail("[PATCH] demo: a register size of 2048 bits", OLD, CLEAN),
    "broken": mail("[PATCH] demo: a register size of 2048 bits, and owners of lines", OLD, BROKEN),
    "series": "".join(_SERIES),
    "misfit": mail("[PATCH] demo: floors", _MISFIT, _MISFIT.replace("floor", "storey")),
}  # fmt: skip
SHOWN = tuple(INPUTS)
"""Those with a sample in `reports/`."""


def repository(root: Path) -> Path:
    """Make a repository of the headers, with one release."""
    written(root, KERNEL)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=first")
    git(root, "tag", "v1.0")
    return root


def answer(root: Path, *texts: bytes, names: tuple[str, ...] = ()) -> Answer:
    """Return the answer to mails on the release of a repository."""
    inputs = names or tuple(f"{number}.mbox" for number, _ in enumerate(texts, start=1))
    scope = Scope(repository=root, targets=(), headers=(), jobs=1)
    done = reviews(mails(list(zip(inputs, texts, strict=True))), scope, base="v1.0")
    return Answer(
        reviews=done,
        inputs=inputs,
        prose={name: rule.prose or "" for name, rule in catalogue().items()},
        suggested=tuple(
            tuple(suggested(review.documents["MAINTAINERS"], step.patch) for step in review.steps) for review in done
        ),
    )


def hostile(root: Path) -> Answer:
    """Return an answer to mails that try to break out of each format, by subject, names, paths and lines."""
    evil = EVIL.replace("\r", "").replace("\n", " ")
    long = "/* " + "x" * 3000 + f" {evil} */\n"
    changed = BROKEN.replace("#endif", long + "#endif").replace("__u64 owner;", f"__u64 owner; /* {evil} */")
    text = mail(f"[PATCH] </script><script>alert(1)</script> {evil}", OLD, changed)
    text = text.replace("Al Mason", f"{evil} \x07 Al").replace("To: kvm", f"To: {'a' * 2000} <{evil}@x.y>, kvm")
    elsewhere = mail(f"[PATCH] {evil}", OLD, _MISFIT.replace("floor", evil)).replace(
        " \t__u32 line;", f" {evil}\t__u32 line;"
    )
    names = (f"{evil}/{evil}.mbox", "b\n::error::.mbox")
    return answer(root, *(each.encode("utf-8", "surrogateescape") for each in (text, elsewhere)), names=names)
