"""Any executor makes of a history or a comparison what a run without one does, to the byte."""

import multiprocessing
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

import uapicheck
from tests.cli.history_stage import in_history
from tests.cli.stage import git, in_repository
from tests.corpus import ABSENT, CORPUS, PROJECT
from tests.programs import run

BUNDLE = CORPUS / "kvm-history.bundle"
NO_DASK = "Dask comes with `pip install 'uapicheck[dask]'`"
CLUSTER = """\
import sys
import distributed
import uapicheck
if __name__ == "__main__":
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        told = ...
    sys.stdout.write(uapicheck.rendered(told, "json"))
"""
"""A program of its own: a test connects to nothing, and Dask does, if only on this machine."""


def spawned() -> Executor:
    """Return two processes that share nothing with this one: neither memory nor the seed of its hashes."""
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


@pytest.mark.parametrize("pool", [spawned, lambda: ThreadPoolExecutor(4)], ids=["processes", "threads"])
def test_an_executor_makes_the_same(
    pool: Callable[[], Executor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uapicheck.pipeline.history._FAR", 2)  # these histories are short
    repository, merging = in_repository(tmp_path / "kernel"), in_history(tmp_path / "history")

    def told(executor: Executor | None) -> Iterator[str]:
        commits = uapicheck.history(repository=merging, executor=executor)
        states = uapicheck.history(targets=["arm64"], executor=executor)
        report = uapicheck.check("v1.0", "v1.1", repository=repository, witness=True, executor=executor)
        return (uapicheck.rendered(each, "json") for each in (commits, states, report))

    with pool() as executor:
        assert list(told(executor)) == list(told(None))


def test_an_error_of_a_worker_is_one_line(tmp_path: Path) -> None:
    repository = in_repository(tmp_path / "kernel")
    with spawned() as executor, pytest.raises(uapicheck.UapiCheckError, match="its text is not in the repository"):
        report_without(repository, "include/uapi/linux/types.h", executor)


def report_without(repository: Path, path: str, executor: Executor) -> uapicheck.Report:
    """Compare two revisions of a repository that has lost a text."""
    blob = git(repository, "rev-parse", f"v1.0:{path}")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    return uapicheck.check("v1.0", "v1.1", repository=repository, executor=executor)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not BUNDLE.exists():
        pytest.skip(ABSENT)
    place = tmp_path_factory.mktemp("history") / "linux"
    subprocess.run(["git", "clone", "-q", "-n", str(BUNDLE), str(place)], check=True, capture_output=True)
    return place


@pytest.fixture(scope="module")
def alone(clone: Path) -> str:
    return uapicheck.rendered(uapicheck.history(repository=clone), "json")


@pytest.mark.oracle
@pytest.mark.parametrize("pool", [spawned, lambda: ThreadPoolExecutor(2)], ids=["processes", "threads"])
def test_the_history_of_kvm_is_the_same(pool: Callable[[], Executor], clone: Path, alone: str) -> None:
    with pool() as executor:
        assert uapicheck.rendered(uapicheck.history(repository=clone, executor=executor), "json") == alone


@pytest.mark.oracle
def test_a_cluster_runs_the_line_of_the_readme(clone: Path, alone: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason=NO_DASK)
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    (line,) = (line.strip() for line in text.splitlines() if "get_executor()" in line)
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER.replace("told = ...", line.replace('"scheduler:8786"', "cluster.scheduler_address")))
    done = run([str(script)], directory=clone.parent, environment={**os.environ, "PYTHONPATH": str(PROJECT)})
    assert done.returncode == 0, done.stderr
    assert done.stdout == alone
