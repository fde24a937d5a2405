"""What git says of merges, read against the first parent."""

import random
from pathlib import Path

import pytest

from tests.sources.conftest import git_in
from tests.sources.patches.test_diffs import applied, file


def edited(rng: random.Random, lines: list[str]) -> list[str]:
    result = list(lines)
    for _ in range(6):
        at = rng.randrange(len(result))
        result[at : at + rng.randrange(3)] = [f"{rng.choice('abc')} {rng.randrange(9)}"] * rng.randrange(3)
    return result


@pytest.mark.parametrize("parents", [2, 3])
def test_a_merge_reads_back_to_what_it_made_of_its_first_parent(tmp_path: Path, parents: int) -> None:
    rng = random.Random(parents)
    git_in(tmp_path, "init", "--quiet")
    base = [f"line {n}" for n in range(40)]
    for _ in range(4):
        versions = [edited(rng, base) for _ in range(parents + 1)]
        trees = []
        for lines in versions:
            (tmp_path / "n.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
            git_in(tmp_path, "add", "n.txt")
            trees.append(git_in(tmp_path, "write-tree"))
        commits = [git_in(tmp_path, "commit-tree", "-m", "x", tree) for tree in trees[:-1]]
        sides = [word for commit in commits for word in ("-p", commit)]
        merge = git_in(tmp_path, "commit-tree", "-m", "x", *sides, trees[-1])
        found = file(git_in(tmp_path, "show", "-c", merge) + "\n")
        assert found.combined == parents
        assert applied(versions[0], found.hunks) == versions[-1]
