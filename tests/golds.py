"""Gold files: what a format is known to write; `pytest --accept` takes over what it writes now."""

from pathlib import Path

REPORTS = Path(__file__).parent.parent / "reports"


def check_gold(name: str, actual: str, *, accept: bool) -> None:
    """Fail where `reports/NAME` does not hold exactly `actual`; leave that beside it to compare by eye.

    With `accept` the gold file is written instead.
    """
    gold = REPORTS / name
    beside = gold.with_name(f"{gold.name}.actual")
    written = actual.encode("utf-8")
    if accept:
        gold.write_bytes(written)
    known = gold.read_bytes() if gold.exists() else b""
    if gold.exists() and known == written:
        beside.unlink(missing_ok=True)
        return
    beside.write_bytes(written)
    message = f"reports/{name} is out of date: compare it with {beside.name}, accept with `pytest --accept`"
    raise AssertionError(message)
