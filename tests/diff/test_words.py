"""What names say about their purpose."""

import json
import tomllib

import pytest

from tests.corpus import PROJECT
from uapicheck.diff.types import representation
from uapicheck.diff.words import is_collector, is_padding, is_sentinel, is_version, may_end_enum
from uapicheck.spaces.words import SUBSYSTEMS, WITH_IDS, joined, shipped_families, shipped_words, words_of

DATA = PROJECT / "uapicheck" / "spaces" / "data"


@pytest.mark.parametrize(
    "name",
    [
        "KVM_DEV_TYPE_MAX",
        "__NFTA_MAX",
        "NUM_NL80211_ATTR",
        "kvm_ioeventfd_flag_nr_max",
        "KVM_ARM_NUM_TARGETS",
        "X_CNT",
        "__NR_syscalls",
        "__LINUX_MIB_XFRMMAX",
    ],
)
def test_a_sentinel_says_so(name: str) -> None:
    assert is_sentinel(name)


@pytest.mark.parametrize(
    "name", ["KVM_CAP_MAX_VCPUS", "KVM_EXIT_IO", "POINT_ENDIAN", "MAXIMUM", "__NR_read", "__NR_sched_get_priority_max"]
)
def test_what_only_contains_the_word_is_no_sentinel(name: str) -> None:
    assert not is_sentinel(name)


@pytest.mark.parametrize(
    "path", ["pad", "__pad1", "padding2", "u.reserved", "exception.pad", "resv", "unused_1", "pad2a"]
)
def test_padding_says_so(path: str) -> None:
    assert is_padding(path)


@pytest.mark.parametrize("path", ["padlock", "launchpad_id", "reserved_gpa", "flags", "keypad.x"])
def test_what_only_contains_the_word_is_no_padding(path: str) -> None:
    assert not is_padding(path)


def test_a_collector_says_so() -> None:
    assert is_collector("KVM_SYNC_X86_VALID_FIELDS")
    assert not is_collector("KVM_SYNC_X86_REGS")


def test_long_is_as_wide_as_the_target_has_it() -> None:
    assert representation("unsigned long", "x86_64") == (8, False)
    assert representation("unsigned long", "i386") == (4, False)
    assert representation("long long", "i386") == (8, True)
    assert representation("short unsigned int", "i386") == (2, False)
    assert representation("struct point", "i386") is None


def test_a_version_that_may_rise_says_so() -> None:
    assert is_version("TASKSTATS_VERSION")
    assert is_version("DVB_API_VERSION_MINOR")
    assert not is_version("KFD_IOCTL_MAJOR_VERSION")
    assert not is_version("KVM_REG_ARM_PSCI_VERSION_INDEX")


def test_the_end_of_an_enum_may_hide_its_purpose_in_the_middle() -> None:
    assert may_end_enum("BPF_TCP_MAX_STATES")
    assert not may_end_enum("BPF_TCP_CLOSING")


def test_every_data_file_is_read() -> None:
    read = {f"{each}{kind}" for each in WITH_IDS for kind in ("", "_groups", "_registers")}
    read |= {f"{each}_numbers" for each in SUBSYSTEMS}
    for subsystem in WITH_IDS:
        words = tomllib.loads((DATA / f"{subsystem}_registers.toml").read_text(encoding="utf-8"))
        tables = {row["table"] for arch in words["arch"] for row in arch.get("register", ()) if "table" in row}
        read |= tables - words["table"].keys()
    assert sorted(read) == sorted(file.stem for file in DATA.iterdir() if file.suffix == ".toml")


def test_the_data_that_is_read_is_that_of_the_toml_files(request: pytest.FixtureRequest) -> None:
    names = [f"{name}{kind}" for name in WITH_IDS for kind in ("", "_groups")]
    for written in (DATA / f"{name}.toml" for name in (*names, *(f"{name}_numbers" for name in SUBSYSTEMS))):
        read = written.with_suffix(".json")
        text = json.dumps(tomllib.loads(written.read_text(encoding="utf-8")), separators=(",", ":")) + "\n"
        if request.config.getoption("--accept"):
            read.write_text(text, encoding="utf-8")
        assert read.read_text(encoding="utf-8") == text, f"{read.name} is out of date: `pytest --accept` makes it anew"


def test_what_is_shipped_reads_as_a_config_would() -> None:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in DATA.glob("*.toml")}
    fields = [words_of(texts[name], where=name) for name in WITH_IDS]
    numbers = [words_of(texts[f"{name}_numbers"], where=name) for name in SUBSYSTEMS]
    assert joined(fields, everywhere=False) == shipped_words()
    assert joined(numbers, everywhere=False) == shipped_families()
