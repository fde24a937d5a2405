"""What a config may say, and the one line that tells what it may not."""

from datetime import date

import pytest

from tests.corpus import PROJECT
from uapicheck.errors import ConfigError
from uapicheck.model.policy import Policy, Waiver
from uapicheck.model.profile import Profile
from uapicheck.model.report import Severity
from uapicheck.pipeline.config import WAIVER_RULES, policy
from uapicheck.pipeline.toml_lines import toml_lines
from uapicheck.rules import catalogue, names

WAIVER = '[[waiver]]\nrule = "macro-removed"\nsymbol = "POINT_LIMIT"\nreason = "no program names it"\n'


def read(text: str) -> Policy:
    return policy(text, where="point.toml", path="point.toml", known=names())


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value)


def test_an_empty_config_is_the_default_policy() -> None:
    assert read("") == Policy(where="point.toml", path="point.toml")


def test_a_config_says_profile_rules_severities_and_waivers() -> None:
    found = read(
        '[uapicheck]\nprofile = "strict"\nselect = ["field-moved"]\nignore = ["field-appended", "waiver-unused"]\n'
        '[severity]\nmacro-removed = "note"\n'
        + WAIVER
        + 'until = 2030-12-31\nheader = "include/uapi/linux/point.h"\n'
        + WAIVER
        + 'until = "2031-01-01"\n'
    )
    assert (found.profile, found.select, found.ignore) == (
        Profile.STRICT,
        ("field-moved",),
        ("field-appended", "waiver-unused"),
    )
    assert found.severity == {"macro-removed": Severity.NOTE}
    first = Waiver(
        rule="macro-removed",
        symbol="POINT_LIMIT",
        reason="no program names it",
        until=date(2030, 12, 31),
        header="include/uapi/linux/point.h",
        line=7,
    )
    assert found.waivers[0] == first
    assert (found.waivers[1].until, found.waivers[1].line) == (date(2031, 1, 1), 13)


def test_a_reason_of_several_lines_is_one_sentence() -> None:
    text = WAIVER.replace('"no program names it"', '"""\nno program\n   names it\n"""')
    assert read(text).waivers[0].reason == "no program names it"


def test_spaces_are_handed_on_as_they_are_written() -> None:
    text = WAIVER + '[[space]]\nname = "POINT"\n'
    assert read(text).spaces == text
    assert read(WAIVER).spaces == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[uapichek]\n", "point.toml:1: unknown table [uapichek]; did you mean uapicheck?"),
        ('profile = "kvm"\n', "point.toml:1: unknown table [profile]; there are uapicheck, severity, waiver"),
        ("uapicheck = 3\n", "point.toml:1: uapicheck is no table; write [uapicheck]"),
        ("[uapicheck]\n\nselct = []\n", "point.toml:3: unknown key 'selct' in [uapicheck]; did you mean select?"),
        ('[uapicheck]\nprofile = "kmv"\n', "point.toml:2: unknown profile 'kmv'; did you mean kvm?"),
        ("[uapicheck]\nprofile = 2\n", "point.toml:2: profile is no string; profiles are uapi, kvm, strict"),
        ('[uapicheck]\nselect = "field-moved"\n', "point.toml:2: select is no list of rules; write select"),
        ('[uapicheck]\nignore = ["feild-moved"]\n', "point.toml:2: unknown rule 'feild-moved'; did you mean field-mov"),
        ('[uapicheck]\nignore = ["?"]\n', "point.toml:2: unknown rule '?'; `uapicheck rules` lists them"),
        (
            '[uapicheck]\nselect = ["field-moved"]\nignore = ["field-moved"]',
            "point.toml:3: field-moved is in select and",
        ),
        ('[severity]\nfield-movd = "note"\n', "point.toml:2: unknown rule 'field-movd'; did you mean field-moved?"),
        ('[severity]\nfield-moved = "brake"\n', "point.toml:2: unknown severity 'brake' of field-moved; did you mean"),
        ("[severity]\nfield-moved = 1\n", "point.toml:2: unknown severity 1 of field-moved; severities are break, rev"),
        (
            '[uapicheck]\nignore = ["field-moved"]\n[severity]\nfield-moved = "note"\n',
            "point.toml:4: severity of field-moved, which is ignored; drop one of them",
        ),
        (
            '[uapicheck]\nignore = ["macro-removed"]\n' + WAIVER,
            "point.toml:4: waiver of macro-removed, which is ignored; drop one of them",
        ),
        ("waiver = 3\n", "point.toml: waiver is no list of tables; begin each waiver with [[waiver]]"),
        ("[[waiver]]\n", "point.toml:1: rule of the waiver is missing; a waiver names rule, symbol and reason"),
        (WAIVER.replace('"POINT_LIMIT"', "3"), 'point.toml:3: symbol of the waiver is no string; write symbol = "..."'),
        (WAIVER.replace("no program names it", "  "), "point.toml:4: reason of the waiver is blank; a waiver names"),
        (WAIVER.replace("removed", "remvd"), "point.toml:2: unknown rule 'macro-remvd'; did you mean macro-removed?"),
        (WAIVER.replace("macro-removed", "waiver-unused"), "point.toml:2: no waiver accepts waiver-unused; `ignore`"),
        (WAIVER + 'untill = "2030-01-01"\n', "point.toml:5: unknown key 'untill' in [waiver]; did you mean until?"),
        (WAIVER + 'until = "2030-02-30"\n', "point.toml:5: there is no day 2030-02-30; check month and day"),
        (WAIVER + 'until = "soon"\n', "point.toml:5: until is no day: 'soon'; write until = 2030-12-31"),
        (WAIVER + "until = 2030-01-01T00:00:00\n", "point.toml:5: until is no day: '2030-01-01 00:00:00'; write"),
        (WAIVER + 'header = "linux/point.h"\n', "point.toml:5: 'linux/point.h' is no path of the kernel source; did"),
        ("\n" + WAIVER + WAIVER, "point.toml:6: macro-removed POINT_LIMIT is waived twice; it stands on line 2 alread"),
        ("[uapicheck\n", "point.toml:1: no TOML: "),
        ("x = 2030-13-45\n", "point.toml:1: no TOML: "),
        ('x = """', "point.toml"),
        ("x = " + "[" * 900, "point.toml"),
        ("x = " + "\n".join(["["] * 100_000), "point.toml: no config: a number or a nesting beyond all measure"),
        ("x = " + "1" * 5000, "point.toml:1: longer than 1000 characters; write it on several lines"),
        ("x" + ".x" * 400 + " = 1\n", "point.toml:1: more than 32 dots before the value; no table of a config is so"),
        ("#\n" * 300_000, "point.toml: larger than 512 KiB"),
    ],
)
def test_a_mistake_is_told_with_place_and_advice(text: str, said: str) -> None:
    assert complaint(text).startswith(said)


def test_a_line_is_found_in_spite_of_strings_that_look_like_tables() -> None:
    text = 'a = """\n[[waiver]]\nrule = 1\n"""  # [b]\n[[waiver]]\n"rule" = "[[waiver]]"\n[[ waiver ]]\nrule.x = 1\n'
    assert toml_lines(text) == {
        ("", 0, "a"): 1,
        ("waiver", 0, ""): 5,
        ("waiver", 0, "rule"): 6,
        ("waiver", 1, ""): 7,
        ("waiver", 1, "rule"): 8,
    }


def test_the_rules_about_the_config_are_rules() -> None:
    watched = {"PolicyChanged", "WaiverExpired", "WaiverUnused"}
    assert {name for name, rule in catalogue().items() if rule.watches.__name__ in watched} == WAIVER_RULES


def test_the_command_line_knows_the_profiles() -> None:
    text = (PROJECT / "uapicheck/cli/arguments.py").read_text(encoding="utf-8")
    assert f"PROFILES = {tuple(profile.name.lower() for profile in Profile)}".replace("'", '"') in text
