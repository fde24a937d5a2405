"""What a key is made of: every field of a tree and of a scope that an answer could depend on."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.stage import git, written
from uapicheck.frozen import field_names, replaced
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.pipeline.recall import _BESIDE, in_question
from uapicheck.pipeline.scope import Scope
from uapicheck.sources.digest import digest
from uapicheck.sources.opening import opened
from uapicheck.sources.patched import Overlay
from uapicheck.sources.single import Replaced
from uapicheck.sources.source import Reading, Source

TREE = HeaderTree(
    provenance=Provenance(label="v1", kind="git revision", id="1"),
    form=Form.SOURCE,
    files={"include/uapi/linux/a.h": "#define A 1\n"},
    search={"x86": ("include/uapi/",)},
    headers={"x86": ("linux/a.h",)},
    generic={"x86": "include/uapi/asm-generic/"},
    generic_names={"x86": frozenset({"asm/types.h"})},
    documents={"MAINTAINERS": "nobody"},
)
OTHER: Mapping[str, tuple[object, ...]] = {
    "form": (Form.INSTALLED,),
    "files": (
        *({}, {"include/uapi/linux/a.h": "#define A 2\n"}, {"include/uapi/linux/b.h": "#define A 1\n"}),
        {"include/uapi/linux/a.h": "#define A 1\n", "include/uapi/linux/b.h": ""},
    ),
    "search": ({}, {"arm": ("include/uapi/",)}, {"x86": ("include/uapi/", "")}),
    "headers": ({}, {"x86": ()}, {"x86": ("linux/a.h", "linux/b.h")}),
    "generic": ({}, {"x86": ""}),
    "generic_names": (None, {}, {"x86": frozenset()}),
    "is_listed": (True,),
    "tables": ({"arch/x86/include/uapi/asm/unistd_64.h": "arch/x86/entry/syscalls/syscall_64.tbl"},),
    "documents": ({}, {"MAINTAINERS": "somebody"}, {"include/uapi/linux/a.h": "#define A 1\n"}),
}


def test_every_field_of_a_tree_but_its_name_counts() -> None:
    assert set(field_names(HeaderTree)) == {*OTHER, "provenance"}
    found = [digest(TREE), *(digest(replaced(TREE, **{name: each})) for name, them in OTHER.items() for each in them)]
    assert None not in found
    assert len(set(found)) == len(found)
    assert digest(replaced(TREE, provenance=Provenance(label="other", kind="", id=""))) == digest(TREE)


def test_every_field_of_a_scope_counts_unless_it_is_told_in_another_way() -> None:
    assert set(field_names(Scope)) >= _BESIDE
    assert {name for name, _ in in_question(Scope())} == set(field_names(Scope)) - _BESIDE


def test_texts_that_are_laid_over_others_count() -> None:
    path = "include/uapi/linux/a.h"
    changed = replaced(TREE, files={path: "#define A 2\n"})
    for files in (Overlay(TREE.files, {path: "#define A 2\n"}), Replaced(TREE.files, path, "#define A 2\n")):
        assert digest(replaced(TREE, files=files)) == digest(changed)
    assert digest(replaced(TREE, files=Overlay(TREE.files, {path: None}))) == digest(replaced(TREE, files={}))


def test_a_file_that_nobody_can_read_leaves_no_digest(tmp_path: Path) -> None:
    written(tmp_path, {"include/uapi/linux/a.h": "#define A 1\n", "include/uapi/linux/b.h": "#define B 1\n"})
    assert digest(opened(str(tmp_path), repository=None)) is not None
    with (tmp_path / "include/uapi/linux/b.h").open("wb") as file:
        file.truncate(17 << 20)  # more than a header may have
    assert digest(opened(str(tmp_path), repository=None)) is None


def test_a_work_tree_counts_as_it_is_on_disk(repository: Path) -> None:
    work_tree = Source(text="", reading=Reading.WORK_TREE)
    clean = digest(opened(work_tree, repository=repository))
    house = repository / "include/uapi/linux/house.h"
    house.write_text(house.read_text(encoding="utf-8") + "#define MORE 1\n", encoding="utf-8")
    dirty = digest(opened(work_tree, repository=repository))
    house.unlink()
    gone = digest(opened(work_tree, repository=repository))
    assert len({clean, dirty, gone}) == 3


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
def test_objects_are_what_their_ids_say_whatever_git_would_put_in_their_place(repository: Path, kind: str) -> None:
    path = "include/uapi/linux/house.h"
    before = opened("v1.0", repository=repository)
    text, known = before.files[path], digest(before)
    names = {"blob": f":{path}", "tree": "^{tree}", "commit": "^{commit}"}
    old, new = (git(repository, "rev-parse", f"{tag}{names[kind]}") for tag in ("v1.0", "v1.1"))
    git(repository, "replace", old, new)
    before.files._objects.close()  # type: ignore[attr-defined]  # git reads replacements when it starts
    after = opened("v1.0", repository=repository)
    assert (after.files[path], digest(after)) == (text, known)
