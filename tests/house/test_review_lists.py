"""What kernel documents and reviewers ask of UAPI headers: each item has a rule, or a reason why it has none."""

import json

import pytest

from tests.corpus import CORPUS
from uapicheck.rules import catalogue

ASKED = CORPUS.parent / "facts" / "uapi_rules.json"

COVERED: dict[str, tuple[str, ...]] = {
    "onereg-size-overflow": ("register-size-outside-mask",),
    "onereg-size-not-shifted-code": ("register-size-name-mismatch", "register-size-outside-mask"),
    "onereg-size-duplicate": ("register-code-duplicated",),
    "onereg-mask-change": ("register-mask-changed",),
    "onereg-mask-overlap": ("register-masks-overlap",),
    "onereg-arch-duplicate": ("register-code-duplicated", "register-arch-outside-mask"),
    "onereg-arch-low-nibble": ("register-arch-low-nibble",),
    "onereg-reserved-bits": ("register-reserved-bits-used",),
    "onereg-id-duplicate": ("register-id-duplicated",),
    "onereg-index-shared": ("register-index-shared",),
    "onereg-field-overflow": ("register-argument-overflows",),
    "onereg-signed-shift": ("register-bits-in-arch-mask", "shift-reaches-sign"),
    "onereg-no-size": ("register-size-omitted",),
    "cap-duplicate": ("number-duplicated",),
    "cap-renumber": ("macro-value-changed",),
    "cap-number-reuse": ("number-reused",),
    "cap-gap": ("numbers-skipped",),
    "enum-renumber": ("enumerator-renumbered",),
    "sentinel-growth": ("sentinel-moved",),
    "mask-shrink": ("mask-shrunk",),
    "flag-not-single-bit": ("flag-has-several-bits",),
    "flag-overlap": ("flags-overlap",),
    "flag-width": ("flag-outside-carrier",),
    "ioctl-value-changed": ("ioctl-number-changed",),
    "ioctl-full-collision": ("ioctl-number-duplicated",),
    "ioctl-nr-shared": ("ioctl-nr-shared",),
    "ioctl-nr-range": ("ioctl-nr-outside-range",),
    "ioctl-nr-reuse-retired": ("number-reused",),
    "ioctl-arg-word-size": ("ioctl-argument-is-word", "ioctl-differs-in-compat"),
    "ioctl-arg-sizeof": ("ioctl-argument-is-sizeof",),
    "ioctl-size-limit": ("ioctl-argument-too-large",),
    "ioctl-direction-vs-doc": ("ioctl-direction-contradicted",),
    "ioctl-io-with-struct": ("ioctl-argument-unsized",),
    "ioctl-undocumented": ("ioctl-undocumented",),
    "struct-size-changed": ("struct-resized", "union-resized"),
    "struct-member-moved": ("field-moved", "field-type-changed"),
    "struct-padding-consumed": ("padding-used",),
    "struct-implicit-padding": ("struct-has-hole",),
    "struct-32-64-size": ("struct-differs-in-compat",),
    "struct-pointer-member": ("field-is-pointer",),
    "struct-native-word": ("field-is-word",),
    "struct-bitfield": ("field-is-bitfield",),
    "struct-enum-or-bool-member": ("field-is-enum", "field-is-bool"),
    "struct-no-room": ("ioctl-struct-has-no-room",),
    "struct-zero-length-array": ("flexible-array-misspelled",),
    "struct-kernel-conditional-member": ("kernel-members-added",),
    "macro-removed": ("macro-removed", "enumerator-removed", "struct-removed"),
    "macro-moved-to-arch": ("definition-moved", "definition-out-of-reach"),
    "kernel-only-identifier": ("macro-uses-unprovided-name", "macro-value-lost"),
    "spdx-syscall-note": ("syscall-note-omitted",),
    "config-leak": ("config-symbol-leaked",),
    "include-not-exported": ("include-not-exported",),
    "include-uapi-prefix": ("include-uapi-prefixed",),
    "include-asm-types": ("asm-types-included",),
    "c90-comment": ("line-comment-added",),
    "c90-keywords": ("keyword-unescaped",),
    "prototype-or-extern": ("kernel-symbol-declared",),
    "fixed-width-types": ("type-is-foreign",),
    "macro-unparenthesised": ("macro-operator-bare",),
    "macro-arg-unparenthesised": ("macro-parameter-bare",),
    "macro-statement-expr": ("macro-has-statement",),
    "constant-ul-width": ("constant-shifts-word",),
    "literal-suffix-style": ("literal-oddly-spelled",),
}
REFUSED: dict[str, str] = {
    "kernel-leftover-ifdef": "headers_install takes them out; in a struct, where layouts can part, a rule sees them",
    "self-contained": "what a header cannot resolve alone is a gap of the report, and half of Linux needs libc types",
    "cplusplus-98": "only a C++ compiler can tell; the kernel's own build asks one",
}


@pytest.mark.parametrize(("item", "rules"), COVERED.items())
def test_what_reviewers_ask_for_has_a_rule(item: str, rules: tuple[str, ...]) -> None:
    assert item not in REFUSED
    assert set(rules) <= catalogue().keys()


def test_nothing_that_reviewers_ask_for_is_forgotten() -> None:
    if not ASKED.exists():
        pytest.skip(f"no list of what reviewers ask for at {ASKED}")
    asked = {row["name"] for row in json.loads(ASKED.read_text(encoding="utf-8"))}
    assert asked == COVERED.keys() | REFUSED.keys()
