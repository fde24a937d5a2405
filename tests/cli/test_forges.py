"""Formats for forges at the command line: the same bytes wherever it runs, waivers, rules' pages, schemas."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Cli
from tests.cli.stage import git, written
from uapicheck.render.schema import names

FORMS = ("text", "terse", "json", "html", "sarif", "junit", "github", "gitlab", "markdown", "waivers")
WAIVER = '[[waiver]]\nrule = "field-removed"\nsymbol = "struct house.rooms"\nreason = "nobody counts <rooms>"\n'

# Python 3.12 warns where other threads run beside a fork: pytest-xdist's do, the tool has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


def run(repository: Path, directory: Path, to: Path, **environment: str) -> dict[str, bytes]:
    """Return what a process of its own writes in each format."""
    to.mkdir()
    outputs = [word for form in FORMS for word in ("-o", f"{form}={to / form}")]
    done = subprocess.run(
        [sys.executable, "-m", "uapicheck", "check", "-C", repository, "v1.0..v1.1", *outputs],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **environment},
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    return {form: (to / form).read_bytes() for form in FORMS}


def test_the_same_bytes_from_anywhere(repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    first = run(repository, repository, tmp_path / "first", LC_ALL="C.UTF-8", TZ="UTC", COLUMNS="80")
    other = run(
        repository, elsewhere, tmp_path / "other", LC_ALL="C", LANG="de_DE", TZ="Asia/Tokyo", COLUMNS="37",
        PYTHONHASHSEED="7", FORCE_COLOR="1", TERM="xterm-256color",
    )  # fmt: skip
    assert first == other
    for form in ("sarif", "gitlab", "github", "junit", "markdown"):
        assert str(tmp_path).encode() not in first[form], "another machine has no such path"


@pytest.mark.parametrize("form", [*FORMS, "mail", "b4"])
def test_nothing_in_a_header_a_path_or_a_subject_escapes(form: str, repository: Path, tmp_path: Path, cli: Cli) -> None:
    header = "include/uapi/linux/::error::%0A<b>@you,line=1.h"
    guard = "#ifndef _G\n#define _G\n#define WORD {}\n#define GONE 1\n#endif\n"
    git(repository, "checkout", "--quiet", "v1.0")
    written(repository, {header: guard.format("a")})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=before")
    evil = '"</script>\x1b[31m ::error::forged ##[error]forged \u202e@torvalds ]]> `x`"'
    written(repository, {header: guard.format(evil).replace("#define GONE 1\n", "")})
    subject = "::error::forged </script>\x1b[31m ##[error]forged @torvalds `x`"
    git(repository, "commit", "--quiet", "--all", f"--message={subject}")
    patch = tmp_path / "evil.patch"
    patch.write_text(git(repository, "format-patch", "--stdout", "-1") + "\n", encoding="utf-8")
    told = [cli("patch", "-C", str(repository), "--base", "HEAD^", str(patch), "-o", form)]
    if form not in {"mail", "b4"}:
        told.append(cli("check", "-C", str(repository), "HEAD^..HEAD", "-o", form))
    for done in told:
        assert (done.status, done.err) == (1, "")
        assert "GONE" in done.out
        for line in done.out.split("\n"):
            assert line.replace("\t", "").isprintable()
            assert "##[" not in line or form == "mail"  # which quotes the patch, for no log
            assert form == "github" or not line.lstrip().startswith("::")
            assert not line.startswith("::error::")
            assert form != "html" or "<b>" not in line


def test_rules_bring_their_pages_to_those_who_show_them(repository: Path, cli: Cli) -> None:
    done = cli("check", "-C", str(repository), "v1.0..v1.1", "-o", "sarif")
    (rule,) = json.loads(done.out)["runs"][0]["tool"]["driver"]["rules"]
    assert "Why it breaks" in rule["help"]["markdown"]
    done = cli("check", "-C", str(repository), "v1.0..v1.1", "-o", "markdown")
    assert "<summary>What these rules say</summary>" in done.out
    assert "Why it breaks: " in done.out


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "gitlab"])
def test_waived_findings_are_told_when_asked_for(form: str, repository: Path, cli: Cli) -> None:
    git(repository, "checkout", "--quiet", "v1.0")
    written(repository, {".uapicheck.toml": WAIVER})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=waive")
    run_it = ("check", "-C", str(repository), "HEAD..v1.1", "-o", form, "--fail-on", "break")
    silent, asked = cli(*run_it), cli(*run_it, "--with-waived")
    assert silent.status == asked.status
    assert "nobody counts" not in silent.out
    assert "nobody counts" in asked.out


def test_a_patch_is_told_in_the_same_formats(repository: Path, tmp_path: Path, cli: Cli) -> None:
    patch = tmp_path / "second.patch"
    patch.write_text(git(repository, "format-patch", "--stdout", "-1", "v1.1") + "\n", encoding="utf-8")
    done = cli("patch", "-C", str(repository), "--base", "v1.0", str(patch), "-o", "github")
    assert done.status == 1
    assert done.out.startswith("::error file=include/uapi/linux/house.h,line=")


def test_the_schemas_are_listed(cli: Cli) -> None:
    done = cli("schema")
    assert (done.status, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()] == list(names())
    assert all(len(line.split()) > 1 for line in done.out.splitlines())
    assert "What a comparison of two sides of Linux UAPI headers found" in done.out


@pytest.mark.parametrize("name", names())
def test_a_schema_is_printed_by_any_of_its_names(name: str, cli: Cli) -> None:
    stem = name.removeprefix("uapicheck.")
    texts = {cli("schema", form).out for form in (name, stem, stem.replace("/", "-"), stem.partition("/")[0])}
    (text,) = texts
    Draft202012Validator.check_schema(json.loads(text))


def test_a_report_keeps_to_the_schema_that_is_printed(repository: Path, cli: Cli) -> None:
    schema = json.loads(cli("schema", "report").out)
    report = json.loads(cli("check", "-C", str(repository), "v1.0..v1.1", "-o", "json").out)
    assert list(Draft202012Validator(schema).iter_errors(report)) == []


def test_an_unknown_schema_is_one_line(cli: Cli) -> None:
    done = cli("schema", "repots")
    assert (done.status, done.out) == (2, "")
    assert done.err == "uapicheck: unknown schema 'repots'; did you mean reports?\n"
