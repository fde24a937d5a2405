"""Headers of our own for the oracle: one file, seen alike by a compiler and by the extractor."""

from pathlib import Path

from tests.oracle.comparison import Comparison, compared
from tests.oracle.compilers import Compiler
from tests.oracle.truth import truth
from uapicheck.extract.snapshot import snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance

NAME = "sample.h"


def alone(text: str) -> HeaderTree:
    """Return a tree of which every architecture sees one header, `sample.h`."""
    arches = {target.arch for target in TARGETS.values()}
    return HeaderTree(
        provenance=Provenance(label=NAME, kind="header file", id=NAME),
        form=Form.INSTALLED,
        files={NAME: text},
        search=dict.fromkeys(arches, ("",)),
        headers=dict.fromkeys(arches, (NAME,)),
        generic={},
    )


def comparison(text: str, compiler: Compiler, directory: Path, *, strict: bool = False) -> Comparison:
    """Compare what `compiler` and we make of a header with this text; it is written to `directory`."""
    (directory / NAME).write_text(text)
    told = truth(compiler, [directory], NAME, strict=strict)
    return compared(told, snapshot(alone(text), TARGETS[compiler.target], (NAME,)), compiler.family)
