"""Small headers in our own words, one pair for each outcome, and a kernel source tree with a history."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

OLD = {
    "linux/same.h": "#define SAME_LIMIT 4\n",
    "linux/broken.h": "#include <linux/types.h>\nstruct point {\n\t__u32 x;\n\t__u32 y;\n};\n",
    "linux/doubtful.h": "#include <linux/types.h>\nstruct walk {\n\t__u32 steps;\n};\n",
    "linux/noted.h": "#include <linux/types.h>\nstruct trip {\n\t__u32 miles;\n\t__u32 reserved;\n};\n",
    "linux/blind.h": "#include <linux/nowhere.h>\n#define BLIND_SPOT 1\n",
    "linux/both.h": "#include <linux/nowhere.h>\nstruct line {\n\tint from;\n\tint to;\n};\n",
}
NEW = {
    "linux/same.h": "/* says the same in more words */\n#define SAME_LIMIT 4\n",
    "linux/broken.h": "#include <linux/types.h>\nstruct point {\n\t__u32 x;\n};\n",
    "linux/doubtful.h": "#include <linux/types.h>\nstruct walk {\n\t__u32 steps;\n\t__u32 pauses;\n};\n",
    "linux/noted.h": "#include <linux/types.h>\nstruct trip {\n\t__u32 miles;\n\t__u32 yards;\n};\n",
    "linux/blind.h": "#include <linux/nowhere.h>\n#define BLIND_SPOT 1\n",
    "linux/both.h": "#include <linux/nowhere.h>\nstruct line {\n\tint to;\n};\n",
}
TYPES = "#ifndef _TYPES_H\n#define _TYPES_H\ntypedef unsigned int __u32;\ntypedef unsigned long long __u64;\n#endif\n"
KERNEL = {
    "arch/arm64/include/uapi/asm/door.h": "#ifndef _ASM_ARM64_DOOR_H\n#define _ASM_ARM64_DOOR_H\n"
    "#define DOORS 2\n#endif\n",
    "arch/x86/include/uapi/asm/door.h": "#ifndef _ASM_X86_DOOR_H\n#define _ASM_X86_DOOR_H\n#define DOORS 4\n#endif\n",
    "include/uapi/linux/house.h": "#ifndef _UAPI_LINUX_HOUSE_H\n#define _UAPI_LINUX_HOUSE_H\n"
    "#include <linux/types.h>\n#include <asm/door.h>\n"
    "struct house {\n\t__u32 doors[DOORS];\n\t__u32 rooms;\n};\n"
    "#define HOUSE_LIMIT 7\n#endif\n",
    "include/uapi/linux/types.h": TYPES,
}
"""A kernel source tree in small: what a header includes differs by architecture."""

NEW_HOUSE = KERNEL["include/uapi/linux/house.h"].replace("\t__u32 rooms;\n", "")


def written(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a directory and return it."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def on_stage(root: Path) -> Path:
    """Write the pairs to `old/` and `new/`."""
    written(root / "old", OLD)
    written(root / "new", NEW)
    return root


def git(directory: Path, *arguments: str) -> str:
    """Run git and return what it prints."""
    done = subprocess.run(["git", "-C", directory, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def in_repository(root: Path) -> Path:
    """Make a repository with `v1.0` and `v1.1`: the second takes a field of `struct house` away."""
    written(root, KERNEL)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=first")
    git(root, "tag", "v1.0")
    written(root, {"include/uapi/linux/house.h": NEW_HOUSE})
    git(root, "commit", "--quiet", "--all", "--message=second")
    git(root, "tag", "v1.1")
    return root
