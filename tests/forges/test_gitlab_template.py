"""The job for GitLab: its script run in checkouts as a runner makes them."""

import json
import sys
from pathlib import Path

import pytest

from tests.forges.runner import TEMPLATE, loaded, script_run
from tests.forges.tree import Forge

JOB = loaded(TEMPLATE)["uapicheck"]


@pytest.fixture
def installed(program: Path) -> Path:
    """Return the directory of a `python3` that makes a venv with this `uapicheck` and installs nothing."""
    fake = program.parent / "python3"
    fake.write_text(
        '#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exit 9\nmkdir -p "$3/bin"\n'
        f'ln -sf "{program}" "$3/bin/uapicheck"\nln -sf /bin/true "$3/bin/python"\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)
    return program.parent


def ran(installed: Path, checkout: Path, environment: dict[str, str], **variables: str) -> tuple[int, str]:
    values = {**JOB["variables"], "UAPICHECK_PACKAGE": "here", **variables}
    path = f"{installed}:/usr/bin:/bin"
    done = script_run(JOB["script"], checkout, {**values, **environment, "PATH": path})
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("change", "status", "verdict"),
    [("clean", 0, "PASS"), ("breaking", 1, "BREAK"), ("gappy", 3, "INCOMPLETE"), ("elsewhere", 0, "PASS")],
)
def test_a_merge_request_has_a_status_a_log_and_reports(
    forge: Forge, installed: Path, change: str, status: int, verdict: str
) -> None:
    head, _ = forge.requested(change)
    checkout = forge.checkout(head)
    found, log = ran(installed, checkout, forge.merge_request(head))
    assert (found, log.split(":")[0]) == (status, verdict)
    assert forge.first[:12] in log
    quality = json.loads((checkout / JOB["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert bool(quality) == (status != 0)
    for path in (*JOB["artifacts"]["paths"], JOB["artifacts"]["reports"]["junit"]):
        assert (checkout / path).stat().st_size > 0
    assert JOB["allow_failure"] == {"exit_codes": 3}


def test_options_and_base_are_words_and_run_nothing(forge: Forge, installed: Path, tmp_path: Path) -> None:
    head, _ = forge.requested("breaking")
    checkout, environment = forge.checkout(head), forge.merge_request(head)
    assert ran(installed, checkout, environment, UAPICHECK_OPTIONS="--header=linux/*.h --fail-on never")[0] == 0
    assert ran(installed, checkout, environment, UAPICHECK_BASE=head)[0] == 0, "the commit against itself"
    for evil in ("$(touch owned)", "`touch owned`", "; touch owned", "'; touch owned; '"):
        assert ran(installed, checkout, environment, UAPICHECK_BASE=evil)[0] == 2
        assert ran(installed, checkout, environment, UAPICHECK_OPTIONS=evil)[0] == 2
    assert not list(tmp_path.rglob("owned"))


def test_a_job_that_is_not_told_what_to_install_says_so(forge: Forge, installed: Path) -> None:
    status, log = ran(installed, forge.checkout(forge.first), {}, UAPICHECK_PACKAGE="")
    assert status != 0
    assert "set it to what pip is to install" in log


@pytest.mark.oracle
def test_the_job_installs_what_it_is_told_to(forge: Forge) -> None:
    from tests.corpus import PROJECT  # noqa: PLC0415 - what pip is given here

    head, _ = forge.requested("breaking")
    status, log = ran(
        Path(sys.executable).parent, forge.checkout(head), forge.merge_request(head), UAPICHECK_PACKAGE=str(PROJECT)
    )
    assert status == 1, log
