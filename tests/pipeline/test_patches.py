"""Real patches on the base that is chosen for them: the verdicts that a reader of them comes to."""

import subprocess
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.applied import Applied, Fragments, Rejected
from uapicheck.model.report import Severity, Verdict
from uapicheck.model.review import Review
from uapicheck.pipeline.patch import mails, reviews
from uapicheck.pipeline.scope import Scope

BUNDLE = CORPUS / "kvm-history.bundle"

pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of the history."""
    place = tmp_path_factory.mktemp("history") / "linux"
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", BUNDLE, place], check=True)
    return place


def reviewed(history: Path, number: str, targets: tuple[str, ...] = ("x86_64", "arm64")) -> Review:
    (path,) = (CORPUS / "patches").glob(f"{number}-*")
    (review,) = reviews(mails([(path.name, path.read_bytes())]), Scope(repository=history, jobs=1, targets=targets))
    return review


def serious(review: Review) -> list[tuple[str, str]]:
    """Return rule and symbol of what is no note."""
    return [(each.rule, each.symbol) for each in review.report.findings if each.severity is not Severity.NOTE]


WHOLE = {
    "01": (Verdict.PASS, []),
    "12": (Verdict.BREAK, [("enumerator-removed", "KVM_DEV_TYPE_ARM_PV_TIME")]),
    "18": (
        Verdict.BREAK,
        [("macro-value-lost", "KVM_ARM_DEVICE_TYPE_MASK"), ("macro-value-lost", "KVM_ARM_DEVICE_ID_MASK")],
    ),
    "23": (Verdict.NOTE, []),
    "35": (Verdict.BREAK, [("macro-value-changed", "KVM_CAP_VM_TYPES")]),
}
FRAGMENTS = {
    "06": (Verdict.BREAK, [("mask-shrunk", "KVM_ARM_IRQ_TYPE_MASK")]),
    "09": (
        Verdict.BREAK,
        [("ioctl-number-changed", "KVM_S390_PV_COMMAND"), ("ioctl-number-changed", "KVM_S390_PV_COMMAND_VCPU")],
    ),
    "20": (Verdict.INCOMPLETE, []),
    "31": (Verdict.BREAK, [("number-duplicated", "KVM_CAP_PLANES")]),
    "36": (
        Verdict.BREAK,
        [("macro-value-changed", "KVM_SYSTEM_EVENT_WAKEUP"), ("macro-value-changed", "KVM_SYSTEM_EVENT_SUSPEND")],
    ),
    "38": (Verdict.BREAK, [("macro-value-changed", "KVM_CAP_S390_USER_OPEREXEC")]),
}


@pytest.mark.parametrize("number", WHOLE)
def test_a_patch_that_applies_is_judged_without_gaps(history: Path, number: str) -> None:
    review = reviewed(history, number)
    assert (review.report.verdict, serious(review)) == WHOLE[number]
    assert all(isinstance(each, Applied) for step in review.steps for each in step.outcomes)
    assert review.report.gaps == ()


def test_a_type_that_depends_on_the_target_changes_its_number_there(history: Path) -> None:
    review = reviewed(history, "13", ("mipsel",))
    assert serious(review) == [("macro-value-changed", "KVM_VM_MIPS_TE")]


@pytest.mark.parametrize("number", FRAGMENTS)
def test_a_patch_that_applies_nowhere_is_judged_by_its_fragments(history: Path, number: str) -> None:
    review = reviewed(history, number)
    assert (review.report.verdict, serious(review)) == FRAGMENTS[number]
    assert any(isinstance(each, Fragments) for step in review.steps for each in step.outcomes)
    assert any("judged in the context of" in each.gap.why for each in review.report.gaps)


def test_a_new_ioctl_is_seen_where_the_struct_beside_it_cannot_be(history: Path) -> None:
    review = reviewed(history, "20")
    assert {"KVM_CREATE_GUEST_MEMFD", "KVM_CAP_GUEST_MEMFD"} <= {each.symbol for each in review.report.additions}
    assert any(each.gap.why.startswith("5 lines of hunk 1 not judged") for each in review.report.gaps)


def test_a_number_that_has_been_taken_by_its_own_name_is_said_to_be_there(history: Path) -> None:
    review = reviewed(history, "34")
    assert review.report.verdict is Verdict.INCOMPLETE
    (outcome,) = review.steps[0].outcomes
    assert isinstance(outcome, Rejected)
    assert outcome.is_there_already
    assert "the file has KVM_EXIT_ARM_SEA 41 already" in review.report.gaps[0].gap.why


@pytest.mark.parametrize(
    ("number", "both"),
    [
        ("36", "KVM_SYSTEM_EVENT_WAKEUP of parent 2 and KVM_SYSTEM_EVENT_SEV_TERM of parent 1 both have number 4"),
        ("38", "KVM_CAP_S390_USER_OPEREXEC of parent 2 and KVM_CAP_ARM_SEA_TO_USER of parent 1 both have number 245"),
    ],
)
def test_a_merge_names_what_collided_and_whose_users_lose(history: Path, number: str, both: str) -> None:
    first = reviewed(history, number).report.findings[0]
    assert first.patch == "against parent 2"
    (collision,) = first.also
    assert collision.message.startswith(both)


def test_the_damaged_thread_is_never_judged_by_fragments(history: Path) -> None:
    path = CORPUS / "mail" / "thread-2048-bit-registers.txt"
    for base in ("", "v3.11", "v5.2", "v7.2"):
        read = mails([(path.name, path.read_bytes())])
        for review in reviews(read, Scope(repository=history, jobs=1, targets=("x86_64",)), base=base):
            assert not any(isinstance(each, Fragments) for step in review.steps for each in step.outcomes)
            assert review.report.findings == ()
