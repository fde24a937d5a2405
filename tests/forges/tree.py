"""A small kernel tree on a forge: what is proposed, pushed and merged there, and how jobs check it out."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.sources.clones import git

HOUSE = "include/uapi/linux/house.h"
_TREE = {
    "arch/x86/include/uapi/asm/door.h": "#ifndef _ASM_X86_DOOR_H\n#define _ASM_X86_DOOR_H\n#define DOORS 4\n#endif\n",
    HOUSE: "#ifndef _UAPI_LINUX_HOUSE_H\n#define _UAPI_LINUX_HOUSE_H\n#include <linux/types.h>\n#include <asm/door.h>\n"
    "struct house {\n\t__u32 doors[DOORS];\n\t__u32 rooms;\n};\n#endif\n",
    "include/uapi/linux/types.h": "#ifndef _UAPI_LINUX_TYPES_H\n#define _UAPI_LINUX_TYPES_H\n"
    "typedef unsigned int __u32;\n#endif\n",
    "include/uapi/linux/blind.h": "#include <stdlib.h>\n#define BLIND_SPOT 1\n",
    "drivers/house.c": "int house;\n",
}
CHANGES: Mapping[str, Mapping[str, str | None]] = {
    "clean": {HOUSE: _TREE[HOUSE].replace("#endif", "#define HOUSE_LIMIT 7\n#endif")},
    "breaking": {HOUSE: _TREE[HOUSE].replace("\t__u32 rooms;\n", "")},
    "gappy": {"include/uapi/linux/blind.h": _TREE["include/uapi/linux/blind.h"] + "#define BLIND_SIDE 2\n"},
    "elsewhere": {"drivers/house.c": "int house = 1;\n"},
    "deleting": {"include/uapi/linux/blind.h": None},
    "unreadable": {".uapicheck.toml": "[uapicheck]\nprofile = 'nosuch'\n"},
}


class Forge:
    """A bare repository with a tree, and a person's clone of it."""

    def __init__(self, place: Path, scratch: Path) -> None:
        self.place = place
        self.scratch = scratch
        git(scratch, "init", "--quiet", "--bare", "--initial-branch=main", str(place))
        self.work = scratch / "work"
        git(scratch, "clone", "--quiet", f"file://{place}", str(self.work))
        git(self.work, "checkout", "--quiet", "-B", "main")
        self.first = self.commit("first", _TREE)
        git(self.work, "push", "--quiet", "origin", "main")

    def commit(self, message: str, files: Mapping[str, str | None]) -> str:
        """Commit these files in the person's clone; None deletes one."""
        for path, text in files.items():
            place = self.work / path
            if text is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", f"--message={message}")
        return git(self.work, "rev-parse", "HEAD")

    def pushed(self, change: str, branch: str = "main") -> str:
        """Commit a change on a branch, push it, and return the commit."""
        git(self.work, "checkout", "--quiet", "-B", branch)
        made = self.commit(change, CHANGES[change])
        git(self.work, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
        return made

    def requested(self, change: str, branch: str = "topic") -> tuple[str, str]:
        """Propose a change as pull request 7, after which main moves on and is broken by others.

        Returns the commit of the branch and that of the forge's merge of it into main as that was before.
        """
        head = self.pushed(change, branch)
        git(self.work, "checkout", "--quiet", "--detach", self.first)
        git(self.work, "merge", "--quiet", "--no-ff", f"--message=Merge {change}", head)
        merge = git(self.work, "rev-parse", "HEAD")
        git(self.work, "push", "--quiet", "origin", f"{merge}:refs/pull/7/merge")
        git(self.work, "checkout", "--quiet", "main")
        door = _TREE["arch/x86/include/uapi/asm/door.h"].replace("DOORS 4", "DOORS 5")
        self.commit("others", {"arch/x86/include/uapi/asm/door.h": door})
        git(self.work, "push", "--quiet", "origin", "main")
        return head, merge

    def checkout(self, commit: str, *, depth: int = 1) -> Path:
        """Return a job's checkout of a commit."""
        place = self.scratch / "workspace"
        place.mkdir()
        git(place, "init", "--quiet")
        git(place, "remote", "add", "origin", f"file://{self.place}")
        how = [f"--depth={depth}", "origin"] if depth else ["origin", "+refs/heads/*:refs/remotes/origin/*"]
        git(place, "fetch", "--quiet", "--no-tags", *how, commit)
        git(place, "checkout", "--quiet", "--detach", commit)
        return place

    def pull_request(self, head: str, merge: str, branch: str = "topic") -> dict[str, str]:
        """Return what GitHub sets in a job for pull request 7."""
        told = {"pull_request": {"head": {"sha": head, "ref": branch}, "base": {"sha": self.first, "ref": "main"}}}
        return {
            **self._event("pull_request", merge, "refs/pull/7/merge", told),
            "GITHUB_BASE_REF": "main",
            "GITHUB_HEAD_REF": branch,
        }

    def push(self, before: str, after: str, branch: str = "main") -> dict[str, str]:
        """Return what GitHub sets in a job for a push."""
        told = {"before": before, "after": after, "forced": False, "repository": {"default_branch": "main"}}
        return {
            **self._event("push", after, f"refs/heads/{branch}", told),
            "GITHUB_BASE_REF": "",
            "GITHUB_HEAD_REF": "",
        }

    def merge_request(self, head: str) -> dict[str, str]:
        """Return what GitLab sets in a job for a merge request."""
        return {
            "CI": "true",
            "GITLAB_CI": "true",
            "CI_COMMIT_SHA": head,
            "CI_DEFAULT_BRANCH": "main",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.first,
            "CI_MERGE_REQUEST_EVENT_TYPE": "detached",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_PIPELINE_SOURCE": "merge_request_event",
        }

    def _event(self, name: str, commit: str, ref: str, payload: Mapping[str, object]) -> dict[str, str]:
        path = self.scratch / "event.json"
        path.write_text(json.dumps(payload), encoding="utf-8")
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REF": ref,
            "GITHUB_REF_NAME": ref.split("/", 2)[2],
            "GITHUB_SHA": commit,
        }
