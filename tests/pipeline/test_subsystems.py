"""Whose the headers with findings are, by the tree's MAINTAINERS."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS
from tests.pipeline.test_syscalls import written
from uapicheck.frozen import replaced
from uapicheck.model.report import Severity
from uapicheck.pipeline.check import compared
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.subsystems import subsystems
from uapicheck.render.html import html
from uapicheck.render.html_directory import report_pages
from uapicheck.render.markdown import markdown
from uapicheck.render.options import Options
from uapicheck.render.report_json import report_json
from uapicheck.render.subsystems import MANY, by_subsystem
from uapicheck.render.text import text

MAINTAINERS = """\
ABI/API
F:\tinclude/uapi/
F:\tarch/*/include/uapi/

HOUSES
F:\tinclude/uapi/linux/house*
X:\tinclude/uapi/linux/house_of_cards.h

DOORS
F:\tinclude/uapi/linux/house_door.h

THE | REST
F:\t*
F:\t*/
"""


def test_the_most_specific_entry_counts() -> None:
    paths = ["house.h", "house_door.h", "house_of_cards.h", "tree.h"]
    found = subsystems(MAINTAINERS, [*(f"include/uapi/linux/{name}" for name in paths), "other/file.h"])
    assert list(found.values()) == ["HOUSES", "DOORS", "ABI/API", "ABI/API"]
    assert "other/file.h" not in found


def test_findings_are_counted_by_subsystem(tmp_path: Path) -> None:
    names = [f"house{number}.h" for number in range(MANY)] + ["tree.h"]
    headers = {f"include/uapi/linux/{name}": f"#define OURS_{at} 1\n" for at, name in enumerate(names)}
    old = written(tmp_path / "old", {**headers, "MAINTAINERS": MAINTAINERS})
    new = written(tmp_path / "new", dict.fromkeys(headers, ""))
    report = compared(old, new, Scope(targets=("x86_64",), jobs=1))
    assert [(name, counts[Severity.BREAK]) for name, counts in by_subsystem(report)] == [
        ("HOUSES", MANY),
        ("ABI/API", 1),
    ]
    assert "      5       .       .  HOUSES" in text(report, options=Options())
    assert "| `HOUSES` | 5 |  |  |" in markdown(report, options=Options())
    row = '<th scope="row">HOUSES</th><td>5</td><td><span class="none">0</span></td>'
    assert row in html(report, options=Options())
    index, *pages = report_pages(report, Options()).values()
    assert row in index
    assert not any(row in page for page in pages)
    rows = json.loads(report_json(report, options=Options()))["subsystems"]
    assert rows[1] == {"name": "ABI/API", "break": 1, "review": 0, "note": 0, "headers": ["include/uapi/linux/tree.h"]}
    few = replaced(report, findings=report.findings[:2])
    assert "By subsystem" not in text(few, options=Options())
    assert "By subsystem" in text(few, options=Options(verbose=True))


@pytest.mark.skipif(not (CORPUS / "linux-uapi-src.bundle").exists(), reason=ABSENT)
def test_the_kernel_s_file_names_subsystems_as_maintainers_do(tmp_path: Path) -> None:
    clone = tmp_path / "linux"
    subprocess.run(["git", "clone", "--quiet", "--bare", CORPUS / "linux-uapi-src.bundle", clone], check=True)
    shown = subprocess.run(["git", "-C", clone, "show", "v6.3.2:MAINTAINERS"], check=True, capture_output=True)
    paths = {
        "arch/arm64/include/uapi/asm/kvm.h": "KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)",
        "arch/x86/entry/syscalls/syscall_64.tbl": "X86 ENTRY CODE",
        "include/uapi/linux/kvm.h": "KERNEL VIRTUAL MACHINE (KVM)",
        "include/uapi/linux/landlock.h": "LANDLOCK SECURITY MODULE",
    }
    assert subsystems(shown.stdout.decode(), paths) == paths
