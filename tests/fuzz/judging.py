"""What must hold of every run, whatever the input."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import traceback
import xml.etree.ElementTree as ET  # our own output, which is to be well-formed
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import uapicheck.render
from tests.corpus import PROJECT
from tests.fuzz.c_text import noised
from tests.fuzz.cases import Case, Run
from uapicheck.cli.main import main

STATUSES = frozenset({0, 1, 2, 3, 130})
SECONDS, SECONDS_A_MEGABYTE = 6.0, 40.0
"""Of processor time that a run may take: many times what it needs on an idle machine."""
_LARGEST_CHECKED = 60_000
"""Characters of JSON that is held against its schema; the validator is slower than the tool."""
_SCHEMAS = Path(uapicheck.render.__file__).parent / "schemas"
_VOID = frozenset({"meta", "link", "br", "col", "img", "hr", "input"})
_ENDED_BY = {"td": ("td", "th"), "th": ("td", "th"), "li": ("li",)}
_UNCLOSED = frozenset({"td", "th", "tr", "li"})
"""What HTML lets a page leave open."""
_PLACES = {"line", "path", "source", "label", "id", "name", "command", "note"}


@dataclass(frozen=True, slots=True)
class Done:
    """What a run left."""

    status: int
    out: str
    err: str
    fault: str = ""
    seconds: float = 0.0


def faults(case: Case, directory: Path, repository: Path) -> list[str]:
    """Carry a case out below `directory`; return what is wrong, each as a line that is the same for one cause."""
    size = _placed(case, directory, repository)
    before = Path.cwd()
    os.chdir(directory)
    try:
        done = [_done(run) for run in case.runs]
        afresh = [_afresh(case.runs[number]) for number in case.afresh]
    finally:
        os.chdir(before)
    found = [fault for run, each in zip(case.runs, done, strict=True) for fault in _faults(run, each, size)]
    told = [_rules(done[number].out) for number in case.clean if done[number].status in {0, 1, 3}]
    found += [f"a finding where nothing differs: {', '.join(rules)}" for rules in told if rules]
    for number, again in zip(case.afresh, afresh, strict=True):
        if not done[number].fault and again != (done[number].status, done[number].out):
            found.append(f"{case.runs[number].argv[0]} says something else in another process")
    for one, other in case.alike:
        if (done[one].status, done[one].out) != (done[other].status, done[other].out):
            found.append(f"{' '.join(case.runs[other].argv[-2:])} says something else")
    for one, other in case.alike_but_lines:
        first, second = _placeless(done[one].out), _placeless(done[other].out)
        if done[one].status == done[other].status and first != second:
            found.append(f"comments and white space change {_where(first, second)}")
    return list(dict.fromkeys(found))


def _placed(case: Case, directory: Path, repository: Path) -> int:
    if case.repository:
        shutil.copytree(repository, directory / case.repository)
    for path, raw in case.files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    for path, (source, seed) in case.noised.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        text = case.files[source].decode("utf-8", "surrogateescape")
        place.write_bytes(noised(text, seed).encode("utf-8", "surrogateescape"))
    return sum(map(len, case.files.values()))


@contextlib.contextmanager
def _surroundings(run: Run) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    streams = sys.stdin, sys.stdout, sys.stderr
    kept = dict(os.environ)
    out, err = io.BytesIO(), io.BytesIO()
    os.environ.update(run.environment)
    if "UAPICHECK_ATLAS" in run.environment:
        os.environ["UAPICHECK_ATLAS"] = str(Path.cwd() / run.environment["UAPICHECK_ATLAS"])
    os.environ["UAPICHECK_DEBUG"] = "1"
    sys.stdin = io.TextIOWrapper(io.BytesIO(run.stdin), encoding="utf-8", errors="surrogateescape")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8")
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace")
    try:
        yield out, err
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(ValueError, UnicodeError):
                stream.detach()  # flushed, and not closed with what it wrote
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(kept)


def _done(run: Run) -> Done:
    status, fault = -1, ""
    began = time.process_time()
    with _surroundings(run) as (out, err):
        try:
            status = main(run.argv)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
            fault = _signature(error)
    seconds = time.process_time() - began
    return Done(
        status, out.getvalue().decode("utf-8", "replace"), err.getvalue().decode("utf-8", "replace"), fault, seconds
    )


def _afresh(run: Run) -> tuple[int, str]:
    environment = {**os.environ, **run.environment, "PYTHONHASHSEED": "77", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-m", "uapicheck", *run.argv],
        env=environment,
        capture_output=True,
        check=False,
        input=run.stdin,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _signature(error: BaseException) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/uapicheck/" in frame.filename]
    last = frames[-1] if frames else None
    place = f"{last.filename.rpartition('/uapicheck/')[2]}:{last.name}" if last else "?"
    return f"{type(error).__name__} in {place}"


def _faults(run: Run, done: Done, size: int) -> Iterator[str]:
    command = run.argv[0] if run.argv else ""
    if done.fault:
        yield f"{command}: {done.fault}"
        return
    if done.status not in STATUSES:
        yield f"{command}: status {done.status}"
    if done.err.count("\n") > 1 or (done.err and not done.err.endswith("\n")):
        yield f"{command}: more than one line on the standard error"
    if not done.err.rstrip("\n").isprintable():
        yield f"{command}: unprintable on the standard error"
    if "Traceback" in done.err or "internal error" in done.err:
        yield f"{command}: {done.err[:80]}"
    if done.err and done.status not in {2, 130}:
        yield f"{command}: status {done.status} and a complaint: {re.sub(r'[0-9]+', 'N', done.err[:60])}"
    form = _form(run)
    if done.status == 2 and not done.err and form not in {"terse", "b4"} and command != "textconv":
        yield f"{command} -o {form}: status 2 without a word"
    if done.seconds > SECONDS + SECONDS_A_MEGABYTE * size / 1e6:
        yield f"{command} -o {form}: slow"
    if strange := {char for char in done.out if not char.isprintable() and char not in "\n\t"}:
        yield f"{command} -o {form}: prints {', '.join(sorted(map(ascii, strange)))[:60]}"
    if done.status != 2 or form in {"json", "b4"}:
        yield from (f"{command} -o {form}: {what}" for what in _malformed(form, done.out))


def _form(run: Run) -> str:
    forms = [run.argv[at + 1] for at in range(len(run.argv) - 1) if run.argv[at] == "-o"]
    return forms[-1] if forms and not {"-q", "--quiet", "-h", "--help"} & {*run.argv} and len(forms) == 1 else ""


def _malformed(form: str, text: str) -> Iterator[str]:
    if not text:
        return
    if form in {"json", "sarif", "gitlab", "b4"}:
        try:
            document = json.loads(text)
        except ValueError:
            yield "is no JSON"
            return
        if form == "json" and len(text) <= _LARGEST_CHECKED:
            yield from _complaints(document)
    elif form == "junit":
        try:
            ET.fromstring(text)  # noqa: S314 - our own output
        except ET.ParseError:
            yield "is no XML"
    elif form == "html":
        page = _Page()
        page.feed(text)
        page.close()
        if page.crossed or page.open:
            yield "has tags that do not match"


class _Page(HTMLParser):
    """Tells whether the tags of a page match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.crossed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if self.open and self.open[-1] in _ENDED_BY.get(tag, ()):
            self.open.pop()
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in _UNCLOSED:
            self.open.pop()
        self.crossed = self.crossed or not self.open or self.open.pop() != tag


@cache
def _validators() -> dict[str, Any]:
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_SCHEMAS.glob("*.schema.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (str(each["$id"]), Resource.from_contents(each)) for each in every
    )
    return {each["$id"].split(":")[2]: Draft202012Validator(each, registry=registry) for each in every}


def _complaints(document: Any) -> Iterator[str]:  # noqa: ANN401 - JSON is whatever it is
    kind = "decode"
    if isinstance(document, dict):
        kind = str(document.get("schema", "")).removeprefix("uapicheck.").partition("/")[0]
    validator = _validators().get(kind)
    if validator is None or (isinstance(document, list) and document and "input" not in document[0]):
        return
    for error in validator.iter_errors(document):
        where = re.sub(r"\d+", "N", error.json_path)[:80]
        yield f"breaks the schema of {kind} at {where}: {error.validator}"
        return


def _rules(text: str) -> list[str]:
    try:
        return sorted({each["rule"] for each in json.loads(text)["findings"]})
    except (ValueError, KeyError, TypeError):
        return []


def _placeless(text: str) -> Any:  # noqa: ANN401 - JSON is whatever it is
    def plain(node: Any) -> Any:  # noqa: ANN401 - the same
        if isinstance(node, dict):
            return {key: plain(value) for key, value in node.items() if key not in _PLACES or key == "name"}
        if isinstance(node, list):
            return [plain(each) for each in node]
        return re.sub(r"\b(?:line|byte) \d+", "line", node) if isinstance(node, str) else node

    try:
        return plain(json.loads(text))
    except ValueError:
        return text


def _where(one: Any, other: Any, path: str = "$") -> str:  # noqa: ANN401 - JSON is whatever it is
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if one.get(key) != other.get(key):
                known = re.sub(r"[A-Za-z]*_\w+|\d+", "N", str(key)) if path.count(".") == 2 else str(key)
                return _where(one.get(key), other.get(key), f"{path}.{known}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next(_where(a, b, f"{path}[]") for a, b in zip(one, other, strict=True) if a != b)
    return re.sub(r"(\$\.\w+).*(\.\w+)$", r"\1..\2", path)
