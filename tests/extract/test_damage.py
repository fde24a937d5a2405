"""Damaged headers: whatever stands there, extraction ends with a snapshot and never raises."""

import os
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus import ABSENT, archives
from tests.extract.damage import OTHER, PIECES, SAMPLE, damaged
from tests.extract.headers import HEADER, KVM_TARGETS, extracted, tree
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.sources.opening import opened

ROUNDS = int(os.environ.get("UAPICHECK_FUZZ_ROUNDS") or 0)
"""Damaged headers of the long run; `UAPICHECK_FUZZ_ROUNDS=20000` takes minutes."""
SEED = int(os.environ.get("UAPICHECK_FUZZ_SEED") or 1)
SECONDS = 10.0


def damaged_tree(text: str, other: str, form: Form) -> HeaderTree:
    return tree({HEADER: text, "linux/other.h": other, "linux/types.h": "typedef unsigned int __u32;\n"}, form)


def is_sound(found: Snapshot, most_lines: int) -> bool:
    """Tell whether gaps have places and reasons, and facts are such as can be."""
    return (
        all(1 <= gap.where.line <= most_lines and gap.what and gap.why for gap in found.gaps)
        and all(record.size >= 0 and record.align >= 1 for h in found.facts.values() for record in h.records.values())
        and all(field.bit_offset >= 0 for h in found.facts.values() for r in h.records.values() for field in r.fields)
    )


@pytest.mark.parametrize("target", ["x86_64", "i386", "s390x", "arm", "m68k"])
def test_the_sample_itself_has_no_gaps(target: str) -> None:
    found = extracted({HEADER: SAMPLE, "linux/other.h": OTHER}, target, form=Form.SINGLE)
    assert found.gaps == ()
    assert len(found.facts[HEADER].records) == 3


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("start", range(0, 240, 60))
def test_a_damaged_header_never_raises(form: Form, start: int) -> None:
    extractor = Extractor()
    for seed in range(start, start + 60):
        random = Random(seed)
        text = damaged(SAMPLE, random)
        other = damaged(OTHER, random) if seed % 3 == 0 else OTHER
        of = damaged_tree(text, other, form)
        target = TARGETS[random.choice(KVM_TARGETS)]
        found = extractor.snapshot(of, target, [HEADER, "linux/other.h"])
        assert is_sound(found, max(text.count("\n"), other.count("\n"), 200) + 2)


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*PIECES, " ", "\n", ";\n"]), max_size=25).map("".join))
def test_any_pieces_of_c_in_any_order_never_raise(text: str) -> None:
    assert is_sound(extracted(text), text.count("\n") + 2)


@given(st.binary(max_size=120))
def test_any_bytes_never_raise(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    assert set(extracted(text).facts) == {HEADER}


@settings(max_examples=150)
@given(st.lists(st.sampled_from([*PIECES, " ", "A", "B", "1"]), max_size=12).map("".join))
def test_any_body_of_a_macro_never_raises_and_costs_no_other(body: str) -> None:
    line = body.replace("\n", " ").replace("/*", "").replace("\\", "")
    found = extracted(f"#define BEFORE 1\n#define IT {line}\n#define AFTER (BEFORE + 1)\n").facts[HEADER]
    assert found.constants["AFTER"].value == 2


def test_the_undamaged_parts_of_the_sample_outlive_one_damaged_declaration() -> None:
    whole = extracted({HEADER: SAMPLE, "linux/other.h": OTHER}, form=Form.SINGLE)
    broken = extracted(
        {HEADER: SAMPLE.replace("typedef struct { char c;", "typedef struct { char char c;"), "linux/other.h": OTHER},
        form=Form.SINGLE,
    )
    assert len(broken.gaps) >= 1
    lost = set(whole.facts[HEADER].records) - set(broken.facts[HEADER].records)
    assert lost == {"small_t", "struct later"}
    assert set(whole.facts[HEADER].constants) == set(broken.facts[HEADER].constants)


def corpus_headers() -> list[tuple[HeaderTree, str]]:
    found = archives()
    if not found:
        pytest.skip(ABSENT)
    newest = opened(str(found[-1]), repository=None)
    return [(newest, header) for header in ("linux/kvm.h", "linux/in.h", "linux/videodev2.h", "linux/ethtool.h")]


def replaced(of: HeaderTree, path: str, text: str) -> HeaderTree:
    return HeaderTree(
        provenance=of.provenance,
        form=of.form,
        files={**{name: of.files[name] for name in of.files}, path: text},
        search=of.search,
        headers=of.headers,
        generic=of.generic,
        generic_names=of.generic_names,
    )


def fuzz_corpus(seeds: range) -> None:
    extractor = Extractor()
    for of, header in corpus_headers():
        path = of.path("x86", header)
        assert path is not None
        whole = of.files[path]
        for seed in seeds:
            random = Random(f"{header} {seed}")
            text = damaged(whole, random)
            begun = time.process_time()
            found = extractor.snapshot(replaced(of, path, text), TARGETS[random.choice(KVM_TARGETS)], [header])
            assert time.process_time() - begun < SECONDS
            assert found.gaps or found.facts


def test_damaged_real_headers_never_raise() -> None:
    fuzz_corpus(range(1))


@pytest.mark.oracle
@pytest.mark.skipif(not ROUNDS, reason="the long run: set UAPICHECK_FUZZ_ROUNDS to the number of headers to damage")
def test_many_damaged_headers_never_raise() -> None:
    for seed in range(SEED, SEED + ROUNDS):
        random = Random(seed)
        text = damaged(damaged(SAMPLE, random), random) if seed % 2 else damaged(SAMPLE, random)
        form = random.choice(list(Form))
        begun = time.process_time()
        found = Extractor().snapshot(
            damaged_tree(text, damaged(OTHER, random), form),
            TARGETS[random.choice(KVM_TARGETS)],
            [HEADER, "linux/other.h"],
        )
        assert time.process_time() - begun < SECONDS, f"seed {seed}"
        assert found.headers, f"seed {seed}"
    fuzz_corpus(range(SEED, SEED + ROUNDS // 200))
