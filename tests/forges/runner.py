"""Carries out a composite action and a CI job as their runners do, as far as shell steps go, without a forge."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.corpus import PROJECT

ACTION = PROJECT / ".github/actions/uapicheck/action.yml"
TEMPLATE = PROJECT / ".gitlab/uapicheck.yml"
HOOKS = PROJECT / ".pre-commit-hooks.yaml"

_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
_OF_JOBS = ("CI", "FORCE_", "GITHUB_", "GITLAB_", "PRE_COMMIT", "RUNNER_", "UAPICHECK_")


def loaded(path: Path) -> Any:  # noqa: ANN401 - YAML is what it is
    """Return what a YAML file says."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def clean(more: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without what a CI job has set, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_JOBS)}
    return {**kept, **more}


@dataclass(slots=True, kw_only=True)
class Ran:
    """What the steps of an action left."""

    status: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    """Of the action."""
    used: list[dict[str, Any]] = field(default_factory=list)
    """The steps that would have used another action, their inputs filled in."""

    @property
    def annotations(self) -> list[str]:
        """The lines of the log that a runner takes for commands."""
        return [line for line in self.log.splitlines() if line.startswith("::")]


class Action:
    """A composite action and the runner that it runs on."""

    def __init__(self, scratch: Path) -> None:
        self.definition = loaded(ACTION)
        self.scratch = scratch
        self.temporary = scratch / "temp"
        self.temporary.mkdir(parents=True)

    def run(self, workspace: Path, environment: Mapping[str, str], **inputs: str) -> Ran:
        """Run the steps in order; a step that follows a failed one runs only where it says `always()`."""
        ran = Ran()
        values = {f"inputs.{name}": each.get("default", "") for name, each in self.definition["inputs"].items()}
        values["inputs.python"] = sys.executable
        values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        values |= {"github.workspace": str(workspace)}
        for step in self.definition["runs"]["steps"]:
            if ran.status and "always()" not in step.get("if", ""):
                continue
            if "run" in step:
                self._run(step, workspace, environment, values, ran)
            elif self._applies(step, values):
                ran.used.append({"uses": step["uses"], **{k: _filled(v, values) for k, v in step["with"].items()}})
        for name, each in self.definition["outputs"].items():
            ran.outputs[name] = _filled(each["value"], values)
        return ran

    @staticmethod
    def _applies(step: Mapping[str, Any], values: Mapping[str, str]) -> bool:
        (name,) = re.findall(r"(steps\.\w+\.outputs\.\w+) != ''", step["if"])
        return bool(values.get(name))

    def _run(
        self, step: Mapping[str, Any], workspace: Path, environment: Mapping[str, str], values: dict[str, str], ran: Ran
    ) -> None:
        files = {name: self.scratch / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        script = self.scratch / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],  # as the runner does for `shell: bash`
            cwd=workspace / _filled(step.get("working-directory", "."), values),
            env=clean(
                {
                    **{name: str(path) for name, path in files.items()},
                    "GITHUB_ACTION_PATH": str(ACTION.parent),
                    "GITHUB_WORKSPACE": str(workspace),
                    "RUNNER_TEMP": str(self.temporary),
                    **environment,
                    **{name: _filled(value, values) for name, value in step.get("env", {}).items()},
                }
            ),
            capture_output=True,
            check=False,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        ran.status = done.returncode
        ran.log += done.stdout + done.stderr
        ran.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            values[f"steps.{step['id']}.outputs.{name}"] = value


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: values.get(match[1], ""), text)


def script_run(
    lines: Sequence[str], workspace: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the script of a job as GitLab's runner does: one shell, which ends at the first line that fails."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(lines)],
        cwd=workspace,
        env=clean(environment),
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
