"""Small atlases of our own: three releases of a header, on architectures that differ."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.extract.headers import tree as headers_tree
from uapicheck.atlas.collecting import Collection, SourceFile
from uapicheck.atlas.manifest import Recorded, manifest_of
from uapicheck.atlas.place import opened, write
from uapicheck.atlas.reading import Atlas
from uapicheck.atlas.spans import Spans
from uapicheck.atlas.writing import files
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Snapshot
from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.targets import TARGETS

SEVERAL = ("x86_64", "i386", "arm64", "s390x", "mips64el")
POINT = "linux/point.h"
FIRST = """\
#define POINT_LIMIT 4
struct point {
\t__u32 x;
\t__u64 y;
};
#define POINT_GET _IOR('p', 1, struct point)
"""
SECOND = """\
/* A comment moves all that follows, and is no fact. */

#define POINT_LIMIT 4
#define POINT_MORE (1 << 3)
struct point {
\t__u32 x;
\t/* here as well */
\t__u64 y;
};
#define POINT_GET _IOR('p', 1, struct point)
"""
THIRD = SECOND.replace("POINT_LIMIT 4", "POINT_LIMIT 8").replace("\t__u64 y;\n", "\t__u64 y;\n\t__u64 z;\n")
TYPES = "typedef unsigned int __u32;\ntypedef unsigned long long __u64;\n"
KINDS = {"v1.0": ReleaseKind.RELEASE, "v1.1-rc1": ReleaseKind.CANDIDATE, "v1.1": ReleaseKind.RELEASE}


def taken(headers: Mapping[str, str], targets: Sequence[str] = SEVERAL) -> list[Snapshot]:
    """Return snapshots of headers given as names and texts."""
    made, extractor = headers_tree(headers), Extractor()
    return [extractor.snapshot(made, TARGETS[name], sorted(headers)) for name in targets]


def atlas_of(directory: Path, releases: Mapping[str, Sequence[Snapshot]]) -> Atlas:
    """Write an atlas of snapshots by release, and open it."""
    collection = Collection(Spans(list(releases), tuple(TARGETS)))
    recorded = []
    for number, (name, snapshots) in enumerate(releases.items()):
        for snapshot in snapshots:
            known = {path: SourceFile("0" * 40, ()) for path in ("include/uapi/linux/point.h",)}
            collection.add(number, snapshot, known)
        release = Release(name=name, kind=KINDS.get(name, ReleaseKind.TREE), date="2020-01-02", origin="git 0123456789")
        headers = snapshots[0].headers
        recorded.append(Recorded(release=release, targets=tuple(each.target for each in snapshots), headers=headers))
    write(directory, files(collection, manifest_of(recorded)))
    return opened(directory)


def point(text: str) -> list[Snapshot]:
    """Return snapshots of `linux/point.h` with this text, and of the types that it uses."""
    return taken({POINT: f"#include <linux/types.h>\n{text}", "linux/types.h": TYPES})


def three(directory: Path) -> Atlas:
    """Return an atlas of the three texts above."""
    return atlas_of(directory, {"v1.0": point(FIRST), "v1.1-rc1": point(SECOND), "v1.1": point(THIRD)})
