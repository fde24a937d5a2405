"""Answers to patches in every format: what they say, whom they answer, and that nothing breaks out of them."""

import json
import mailbox
import re
import shlex
from collections.abc import Callable
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import pytest

from tests.render.review_samples import EVIL, INPUTS, SHOWN, answer, hostile, mail, repository
from tests.render.review_samples import OLD as HEADER_TEXT
from tests.render.schemas import complaints
from uapicheck.errors import UsageError
from uapicheck.frozen import replaced
from uapicheck.model.report import Severity, Verdict
from uapicheck.render.answer import Answer, headline, reported
from uapicheck.render.formats import REVIEW_FORMATS, reviews_rendered
from uapicheck.render.options import Options

OPTIONS: Final = Options(tool="uapicheck")
SUFFIXES: Final = {"text": "txt", "terse": "terse.txt", "json": "json", "html": "html", "mail": "mail", "b4": "b4.json"}
CASES: Final = [(sample, name) for sample in SHOWN for name in SUFFIXES]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("linux"))


@pytest.fixture(scope="module")
def answers(root: Path) -> dict[str, Answer]:
    return {name: answer(root, text.encode(), names=(f"{name}.mbox",)) for name, text in INPUTS.items()}


@pytest.fixture(scope="module")
def evil(root: Path) -> Answer:
    return hostile(root)


def one(text: str) -> EmailMessage:
    """Return a reply, parsed."""
    return message_from_string(text, policy=policy.default)


@pytest.mark.parametrize(("sample", "name"), CASES)
def test_a_review_reads_as_its_gold_file(
    sample: str, name: str, answers: dict[str, Answer], gold: Callable[[str, str], None]
) -> None:
    gold(f"patch-{sample}.{SUFFIXES[name]}", reviews_rendered(name, answers[sample], OPTIONS))


@pytest.mark.parametrize(("sample", "name"), CASES)
def test_the_same_review_gives_the_same_bytes(sample: str, name: str, answers: dict[str, Answer]) -> None:
    assert reviews_rendered(name, answers[sample], OPTIONS) == reviews_rendered(name, answers[sample], OPTIONS)


def test_the_samples_have_each_their_verdict(answers: dict[str, Answer]) -> None:
    verdicts = {name: [review.report.verdict for review in each.reviews] for name, each in answers.items()}
    assert verdicts == {
        "clean": [Verdict.PASS],
        "broken": [Verdict.BREAK],
        "series": [Verdict.BREAK],
        "misfit": [Verdict.INCOMPLETE],
    }


@pytest.mark.parametrize("sample", SHOWN)
def test_json_keeps_to_its_schema(sample: str, answers: dict[str, Answer]) -> None:
    document = json.loads(reviews_rendered("json", answers[sample], OPTIONS))
    assert complaints("report-1.schema.json", document) == []
    assert document["series"]["patches"]


def test_several_series_stand_in_an_envelope(answers: dict[str, Answer]) -> None:
    both = replaced(answers["clean"], reviews=(*answers["clean"].reviews, *answers["broken"].reviews))
    document = json.loads(reviews_rendered("json", both, OPTIONS))
    assert list(document) == ["schema", "reports"]
    assert complaints("reports-1.schema.json", document) == []
    assert [report["verdict"] for report in document["reports"]] == ["pass", "break"]
    with pytest.raises(UsageError, match="one HTML page shows one series, and there are 2"):
        reviews_rendered("html", both, OPTIONS)
    assert [item["status"] for item in json.loads(reviews_rendered("b4", both, OPTIONS))] == ["pass", "fail"]


def test_forges_get_all_series_as_one_document(answers: dict[str, Answer]) -> None:
    both = replaced(answers["clean"], reviews=(*answers["series"].reviews, *answers["broken"].reviews))
    assert len(json.loads(reviews_rendered("sarif", both, OPTIONS))["runs"]) == 2
    assert {item["severity"] for item in json.loads(reviews_rendered("gitlab", both, OPTIONS))} == {"critical"}
    assert reviews_rendered("junit", both, OPTIONS).count("<testsuites ") == 1
    assert reviews_rendered("markdown", both, OPTIONS).count("\n## uapicheck: BREAK: ") == 1
    assert "; patch 2/4 demo: owners" in reviews_rendered("github", both, OPTIONS)


def test_terse_is_silent_or_says_error(answers: dict[str, Answer]) -> None:
    assert reviews_rendered("terse", answers["clean"], OPTIONS) == ""
    lines = reviews_rendered("terse", answers["broken"], OPTIONS).splitlines()
    assert lines
    assert all(re.fullmatch(r"include/uapi/linux/registers\.h:\d+: ERROR: .*", line) for line in lines)
    (line,) = reviews_rendered("terse", answers["misfit"], OPTIONS).splitlines()
    assert re.fullmatch(r"misfit\.mbox:\d+: WARNING: not checked: .*`__u32 level;`", line)


def test_b4_says_pass_warn_or_fail(answers: dict[str, Answer]) -> None:
    items = {name: json.loads(reviews_rendered("b4", each, OPTIONS)) for name, each in answers.items()}
    assert {name: each[0]["status"] for name, each in items.items()} == {
        "clean": "pass", "broken": "fail", "series": "fail", "misfit": "warn",
    }  # fmt: skip
    assert list(items["clean"][0]) == ["tool", "status", "summary", "url", "details"]
    assert "262144" in items["clean"][0]["details"] or "KVM_REG_SIZE" in items["clean"][0]["details"]


def test_a_patch_that_touches_no_header_says_so_and_b4_nothing(root: Path) -> None:
    text = mail("[PATCH] drivers: paint", "int red;\n", "int blue;\n").replace("include/uapi/linux/registers.h", "d.c")
    made = answer(root, text.encode())
    assert reviews_rendered("text", made, OPTIONS).startswith("PASS: it touches no UAPI header\n")
    assert json.loads(reviews_rendered("b4", made, OPTIONS)) == []
    assert reviews_rendered("terse", made, OPTIONS) == ""
    assert "it touches no UAPI header." in " ".join(reviews_rendered("mail", made, OPTIONS).split())


def test_a_reply_answers_the_patch(answers: dict[str, Answer]) -> None:
    reply = one(reviews_rendered("mail", answers["broken"], OPTIONS))
    assert reply["Subject"] == "Re: [PATCH] demo: a register size of 2048 bits, and owners of lines"
    assert reply["In-Reply-To"] == "<20200101.registers@example.org>"
    assert reply["References"] == "<20200101.registers@example.org>"
    assert reply["To"] == "Jørgen Builder <jorgen@example.org>"
    copies = [address.addr_spec for address in reply["Cc"].addresses]
    assert copies == ["kvm@vger.kernel.org", "al@example.org", "linux-api@vger.kernel.org", "demo@vger.kernel.org"]
    assert "Date" not in reply
    assert "From" not in reply
    assert reply.get_content_charset() == "utf-8", "the sender's name stands in the text"


def test_a_clean_patch_needs_no_linux_api(answers: dict[str, Answer]) -> None:
    text = reviews_rendered("mail", answers["clean"], OPTIONS)
    assert "linux-api" not in text
    assert "bits 55-52, 9 of 16 codes taken, next is 9" in text
    assert "32768 bytes = 262144 bits" in text
    assert "> +#define KVM_REG_SIZE_U2048\t0x0080000000000000ULL\n\nThis is uapicheck" in text


def test_the_command_to_reproduce_is_one_that_a_shell_takes(answers: dict[str, Answer]) -> None:
    (review,) = answers["clean"].reviews
    patch = replaced(review.series.patches[0], message_id=f"{'1' * 70}@example.org")
    step = replaced(review.steps[0], patch=patch)
    series = replaced(review.series, patches=(patch,))
    made = replaced(answers["clean"], reviews=(replaced(review, series=series, steps=(step,)),))
    command = reviews_rendered("mail", made, OPTIONS).partition("To reproduce:\n\n")[2]
    assert command == f"  b4 am -o - \\\n    {'1' * 70}@example.org |\n  uapicheck patch -C linux --base v1.0 -\n"
    bare = replaced(made.reviews[0].series.patches[0], message_id="")
    torn = replaced(review, series=replaced(series, patches=(bare,)), steps=(replaced(step, patch=bare),))
    named = replaced(answers["clean"], reviews=(torn,), inputs=("there/a 'b.mbox",))
    command = reviews_rendered("mail", named, OPTIONS).partition("To reproduce:\n\n")[2]
    assert shlex.split(command) == ["uapicheck", "patch", "-C", "linux", "--base", "v1.0", "a 'b.mbox"]


def test_the_date_is_the_one_that_is_given(answers: dict[str, Answer]) -> None:
    dated = replaced(answers["clean"], now=86400.0)
    assert one(reviews_rendered("mail", dated, OPTIONS))["Date"] == "Fri, 02 Jan 1970 00:00:00 -0000"


@pytest.mark.parametrize("sample", SHOWN)
def test_a_reply_is_narrow_but_for_what_it_quotes(sample: str, answers: dict[str, Answer]) -> None:
    body = reviews_rendered("mail", answers[sample], OPTIONS).partition("\n\n")[2]
    own = [line for line in body.splitlines() if not line.startswith(">")]
    assert [line for line in own if len(line) > 72] == []


def test_a_finding_stands_below_the_line_that_it_speaks_of(answers: dict[str, Answer]) -> None:
    text = reviews_rendered("mail", answers["broken"], OPTIONS)
    above = {
        re.sub(r"\s+", " ", match[2]): match[1]
        for match in re.finditer(r"^> ([^\n]*)\n\nBREAK: (.*?)\[", text, re.MULTILINE | re.DOTALL)
    }
    assert [line for said, line in above.items() if "KVM_REG_SIZE_U2048" in said] == [
        "+#define KVM_REG_SIZE_U2048\t0x0100000000000000ULL"
    ]
    assert [line for said, line in above.items() if "demo_line" in said] == ["+\t__u64 owner;"]


def test_what_is_removed_is_quoted_from_the_old_side(root: Path) -> None:
    gone = HEADER_TEXT.replace("#define KVM_REG_GENERIC\t\t0x0000000000000000ULL\n", "")
    text = reviews_rendered("mail", answer(root, mail("[PATCH] demo: less", HEADER_TEXT, gone).encode()), OPTIONS)
    assert "> -#define KVM_REG_GENERIC\t\t0x0000000000000000ULL\n\nBREAK: " in text


def test_a_definition_is_quoted_to_its_end(root: Path) -> None:
    new = HEADER_TEXT.replace("KVM_REG_PPC\t\t0x1000000000000000ULL", "KVM_REG_PPC \\\n\t0x2000000000000000ULL")
    text = reviews_rendered("mail", answer(root, mail("[PATCH] demo: move", HEADER_TEXT, new).encode()), OPTIONS)
    assert "> +#define KVM_REG_PPC \\\n> +\t0x2000000000000000ULL\n\nBREAK: " in text


def test_a_finding_that_names_no_patch_of_a_series_is_told_once(answers: dict[str, Answer]) -> None:
    (review,) = answers["series"].reviews
    other = replaced(review.report.findings[0], patch="against another tree", symbol="DEMO", message="DEMO is gone")
    torn = replaced(review, conflicts=(other,))
    text = reviews_rendered("mail", replaced(answers["series"], reviews=(torn,)), OPTIONS)
    assert text.count("BREAK: DEMO is gone") == 1
    alone = replaced(torn, report=replaced(review.report, findings=()))
    reply = reviews_rendered("mail", replaced(answers["series"], reviews=(alone,)), OPTIONS)
    assert reply.count("BREAK: DEMO is gone") == 1
    assert "In-Reply-To: <20200101.registers@example.org>" in reply


def test_each_patch_with_findings_gets_its_reply(tmp_path: Path, root: Path) -> None:
    first = HEADER_TEXT.replace("KVM_REG_PPC\t\t0x10", "KVM_REG_PPC\t\t0x20")
    second = first.replace("#define DEMO_SET_LINE", "/* a\n * b\n */\n#define DEMO_LINES 4\n#define DEMO_SET_LINE")
    third = second.replace("\t__u32 level;\n", "")
    steps = ((HEADER_TEXT, first), (first, second), (second, third))
    texts = [
        mail(f"[PATCH {number}/3] demo: step {number}", *step, number=number)
        for number, step in enumerate(steps, start=1)
    ]
    made = answer(root, "".join(texts).encode())
    (tmp_path / "replies").write_text(reviews_rendered("mail", made, OPTIONS), encoding="utf-8")
    box = mailbox.mbox(tmp_path / "replies")
    replies = list(box)
    box.close()
    bodies = [one(each.as_string()).get_content() for each in replies]
    assert [str(each["Subject"]) for each in replies] == [
        "Re: [PATCH 1/3] demo: step 1",
        "Re: [PATCH 3/3] demo: step 3",
    ]
    assert "> +#define KVM_REG_PPC\t\t0x2000000000000000ULL\n\nBREAK: " in bodies[0]
    assert "> -\t__u32 level;\n\nBREAK: " in bodies[1]
    assert "KVM_REG_PPC" not in bodies[1]


def test_a_clean_series_is_answered_at_its_cover_letter(root: Path) -> None:
    step = HEADER_TEXT.replace("#define DEMO_SET_LINE", "#define DEMO_LINES 4\n#define DEMO_SET_LINE")
    texts = (
        mail("[PATCH 0/1] demo: lines", "", ""),
        mail("[PATCH 1/1] demo: lines", HEADER_TEXT, step, number=2),
    )
    two = step.replace("#define DEMO_SET_LINE", "#define DEMO_MORE 4\n#define DEMO_SET_LINE")
    series = (
        mail("[PATCH 0/2] demo: lines", "", ""),
        mail("[PATCH 1/2] demo: lines", HEADER_TEXT, step, number=2),
        mail("[PATCH 2/2] demo: more lines", step, two, number=3),
    )
    reply = one(reviews_rendered("mail", answer(root, "".join(series).encode()), OPTIONS))
    assert reply["In-Reply-To"] == "<20200101.registers@example.org>"
    assert "Series: demo: lines (2 patches)" in reply.get_content()
    single = one(reviews_rendered("mail", answer(root, "".join(texts).encode()), OPTIONS))
    assert single["In-Reply-To"] == "<20200102.registers@example.org>"


def test_what_a_series_mends_is_told_and_fails_nothing(answers: dict[str, Answer]) -> None:
    text = reviews_rendered("text", answers["series"], OPTIONS)
    assert "Mended within the series: 1 finding\n" in text
    assert "broken by 1/4 demo: move PPC" in text
    assert "part 4 not in the input" in text
    assert "2/4 demo: owners: 1 break\n" in text
    assert "KVM_REG_PPC" not in text.partition("Mended")[0]


def test_a_conflict_counts_as_a_finding(answers: dict[str, Answer]) -> None:
    (review,) = answers["clean"].reviews
    (other,) = answers["broken"].reviews
    torn = replaced(review, conflicts=other.report.findings[:1])
    assert reported(torn).verdict is Verdict.BREAK
    assert headline(torn, reported(torn)) == "1 change breaks user space"


def test_a_page_shows_the_patch_with_each_finding_at_its_line(answers: dict[str, Answer]) -> None:
    page = reviews_rendered("html", answers["broken"], OPTIONS)
    rows = re.findall(r"<tr[^>]*>.*?</tr>", page)
    spots = [number for number, row in enumerate(rows) if row.startswith('<tr class="notes">')]
    texts = [re.sub(r"<[^>]*>", "", rows[spot - 1]) for spot in spots]
    assert texts == ["+#define KVM_REG_SIZE_U2048      0x0100000000000000ULL", "+        __u64 owner;"]
    assert all(re.search(r'<a href="#[0-9a-f]{16}">', rows[spot]) for spot in spots)
    assert page.count('">in the patch</a>') == 2
    assert '<h2 id="series-title">demo: a register size of 2048 bits, and owners of lines</h2>' in page


@pytest.mark.parametrize("name", sorted(REVIEW_FORMATS))
def test_nothing_of_a_mail_gets_out_unescaped(name: str, evil: Answer) -> None:
    for review in evil.reviews:
        text = reviews_rendered(name, replaced(evil, reviews=(review,)), Options(tool="uapicheck"))
        lines = text.replace("\t", "").split("\n")
        assert [line for line in lines if not line.isprintable()] == []
        assert not any(line.startswith("::error file=a::") for line in lines)
        if name == "html":
            assert [text.count(tag) for tag in ("<script", "</script")] == [1, 1]
        text.encode("utf-8")


def test_a_warning_that_quotes_error_is_no_failure(evil: Answer) -> None:
    lines = reviews_rendered("terse", evil, OPTIONS).splitlines()
    warned = [line for line in lines if ": WARNING: " in line]
    assert warned
    assert [line for line in warned if "ERROR:" in line] == []


def test_headers_of_a_hostile_mail_add_none_to_the_reply(evil: Answer) -> None:
    known = {"to", "cc", "subject", "in-reply-to", "references", "mime-version"}
    known |= {"content-type", "content-transfer-encoding"}
    for review in evil.reviews:
        text = reviews_rendered("mail", replaced(evil, reviews=(review,)), OPTIONS)
        head = text.partition("\n\n")[0]
        assert {name.lower() for name in one(text)} <= known
        assert max(len(line) for line in text.splitlines()) <= 998
        assert head.isascii()
        assert "Bcc" not in {line.partition(":")[0] for line in head.splitlines()}
    assert "\r\nBcc:" in EVIL


def test_the_worst_comes_first_whatever_the_conflicts(answers: dict[str, Answer]) -> None:
    findings: list[Any] = list(reported(answers["broken"].reviews[0]).findings)
    assert [finding.severity for finding in findings] == sorted((f.severity for f in findings), reverse=True)
    assert findings[0].severity is Severity.BREAK
