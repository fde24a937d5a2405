"""What forges read keeps to their schemas, and its shell to what shellcheck asks for."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.forges.runner import ACTION, HOOKS, TEMPLATE, loaded


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("path", "schema"), [(ACTION, "github-actions"), (TEMPLATE, "gitlab-ci")], ids=["action", "job"]
)
def test_a_file_keeps_to_its_schema(path: Path, schema: str) -> None:
    arguments = ["-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.oracle
def test_pre_commit_takes_the_manifest() -> None:
    arguments = ["-m", "pre_commit", "validate-manifest", str(HOOKS)]
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.oracle
def test_shellcheck_finds_nothing_in_the_steps() -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    scripts = [step["run"] for step in loaded(ACTION)["runs"]["steps"] if "run" in step]
    assert scripts
    for script in scripts:
        done = subprocess.run(
            [shellcheck, "--shell=bash", "-"], input=script, capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr) == ("", "")
