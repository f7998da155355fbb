"""Models as rows of a table and as a description: those on this disk, and those to download. No widgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size

from secondme import phrases
from secondme.events import Planned, Progress
from secondme.memory.counting import count, size
from secondme.tui.picture import Run, bars, picture
from secondme.tui.rows import Row

FITS = {"whole": "in memory", "streamed": "streams", "no": "cannot"}
IN_USE, HERE, BEST = "in use", "here", "best"
MARK = "*"
"""Before the name of the one that is best here."""
FOR_LICENCE, FOR_QUALITY = 76, 100
"""Cells of a line from which on the licence and the quality stand in it."""
BAR = 16


def rows(found: Mapping[str, Any], *, all_: bool) -> list[Row]:
    """The one in use, the best, those on this disk, those to download for answers, for finding; what cannot run stands
    last, and only with `all_`. A row has `id`, by which it is used or downloaded, `label`, `title`, `have`, `best` and
    what the service says of it; one on this disk also what the catalogue does."""
    listed = found["catalogue"]
    best = found["best"].get("model", "")
    made = []
    for one in found["here"]:
        about = _listed(one, listed)
        is_best = bool(best) and best in (one["name"], about.get("id"))
        have = IN_USE if one.get("used") else HERE
        label = about.get("id") or one["name"]
        made.append({**about, **one, "id": one["name"], "label": label, "have": have, "best": is_best})
    for one in listed:
        if not one["here"]:
            made.append({
                **one, "title": one["name"], "label": one["id"], "have": "", "best": one["id"] == best,
                "quantisation": one["file"]["quantisation"], "path": "", "source": one["repo"],
            })  # fmt: skip
    shown = [one for one in made if all_ or one["runs"]["how"] != "no" or one["have"] == IN_USE]
    return sorted(shown, key=_place)


def left_out(found: Mapping[str, Any]) -> int:
    """How many there are that cannot be used here."""
    return len(rows(found, all_=True)) - len(rows(found, all_=False))


def _place(row: Row) -> tuple[bool, ...]:
    cannot = row["runs"]["how"] == "no"
    return (row["have"] != IN_USE, not row["best"], cannot, not row["have"], row["kind"] != "chat")


def names(row: Row) -> str:
    """All that it is called, in small letters."""
    return f"{row['id']} {row['label']} {row['title']}".lower()


def _listed(one: Mapping[str, Any], listed: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the catalogue says of a file that is here; nothing where it does not know it."""
    repo = str(one["name"]).partition(":")[0]
    known = [other for other in listed if other["here"] and other["repo"] == repo]
    same = [other for other in known if other["file"]["quantisation"] == one["quantisation"]]
    return next(iter(same), {})


def line(cells: Sequence[str], width: int) -> str:
    """A line of the table, of model, size, quantisation, licence, quality, tokens a second, how it runs and whether it
    is here. Where there is little room licence and quality stand in the description alone. The last cell is left free:
    the scrollbar may cover it."""
    name, much, quant, licence, quality, speed, fits, have = cells
    right = [(f"{much:>7}", 7), (quant, 6), (f"{speed:>8}", 8), (fits, 10), (have, 6)]
    if width >= FOR_QUALITY:
        right.insert(2, (f"{quality:>7}", 7))
    if width >= FOR_LICENCE:
        right.insert(2, (licence, 10))
    room = max(8, width - 3 - sum(wide + 1 for _, wide in right))
    return "  " + " ".join(_cut(cell, wide) for cell, wide in [(name, room), *right])


def _cut(cell: str, wide: int) -> str:
    return set_cell_size(cell, wide) if cell_len(cell) <= wide else set_cell_size(cell, wide - 1) + "…"


HEAD = ("model", "size", "quant", "licence", "quality", "tokens/s", "runs", "")


def cells(row: Row) -> tuple[str, ...]:
    """What a line says of a model."""
    speed = row["runs"].get("speed") or 0.0
    return (
        f"{MARK if row['best'] else ' '} {phrases.one_line(str(row['label']))}",
        size(row["bytes"]) if row["bytes"] else "",
        str(row["quantisation"]),
        str(row.get("licence", "")),
        f"{row['quality']}/5" if "quality" in row else "",
        f"{speed:.1f}" if speed else "",
        FITS.get(row["runs"]["how"], ""),
        str(row["have"]),
    )


def described(row: Row, plan: Mapping[str, Any] | None, reasons: Sequence[str], width: int) -> Iterator[list[Run]]:
    """All there is to know of a model, in lines of runs: how it would run, drawn, what it is, and why. `plan` is its
    plan layer by layer, where that is known; `reasons` are those for which it is the best."""
    title = phrases.one_line(str(row["title"]))
    yield [Run(title, "bold"), *([Run(f"  {row['label']}")] if title != row["label"] else [])]
    sentence = phrases.clean(str(row["runs"]["sentence"]))
    yield [Run(f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.")]
    for at, why in enumerate(reasons):
        yield [*([] if at else [Run(f"{MARK} Best here: ", "bold")]), Run(phrases.clean(str(why)))]
    yield from bars(plan or row["runs"], width)
    yield []
    licence = f"licence {row['licence']}" if row.get("licence") else ""
    if licence and row.get("gated"):
        licence += ", which the hub wants you to agree to first"
    quality = f"quality {row['quality']} of 5" if "quality" in row else ""
    context = f"context up to {count(row['context'], 'token')}" if row.get("context") else ""
    tongues = _tongues(row["languages"]) if row.get("languages") else ""
    about = ", ".join(filter(None, (licence, quality, tongues, context)))
    if about:
        yield [Run(f"{about[:1].upper()}{about[1:]}.")]
    if row.get("good_for"):
        yield [Run(f"Good for: {phrases.one_line(row['good_for'])}.")]
    more = [one for one in (plan or {}).get("sentences", ())[1:] if "secondme model" not in one]
    for why in more:
        yield [Run(phrases.clean(str(why)))]
    if plan and plan.get("layers"):
        yield []
        yield from picture(plan["layers"], wide=max(8, width - 4))
    yield []
    if row["have"]:
        yield [Run(f"Its file, from {row['source']}: {phrases.clean(str(row['path']))}")]
        yield [Run("Nothing is removed from here. Where it is not wanted any more: use another, then delete the file.")]
    else:
        yield [Run(f"To download from {phrases.clean(str(row['source']))}; its size is about this.")]


def _tongues(languages: Sequence[str]) -> str:
    if languages[0] == "many":
        return "many languages"
    return languages[0] if len(languages) == 1 else count(len(languages), "language")


def machine(found: Mapping[str, Any], ram: Mapping[str, Any]) -> str:
    """What there is to run models on, in a line: what they may use, as it is set."""
    there = found["machine"]
    may = f"{size(there['ram'])} (set: {ram['ram']})" if there["ram"] else "all of it"
    disk = "speeds are guesses, m measures" if there["guessed"] else f"disk {size(there['disk'])}/s"
    free = f"{there['free'] / 1e9:.1f} of {there['memory'] / 1e9:.1f} GB free"
    return f"{count(there['cores'], 'core')}; {free}; models may use {may}; {disk}"


def asked(name: str, planned: Planned, notices: Sequence[str]) -> str:
    """What a download would take."""
    rest = f" {size(planned.there)} of it are here already: it goes on from there." if planned.there else ""
    lines = [
        f"{name}: {planned.file} of {planned.repo}, {size(planned.bytes)}.{rest}",
        f"{size(planned.free)} are free in {planned.folder}.",
        *notices,
        "It is checked against the hub's checksum. You can go on talking meanwhile.",
    ]
    return "\n".join(lines)


def progress(name: str, far: Progress | None) -> str:
    """How far a download is, with a bar."""
    if far is None:
        return f"{name}: beginning…"
    if not far.total:
        return f"{name}: {size(far.done)}"
    full = BAR * far.done // far.total
    words = f"{name} {'█' * full}{'░' * (BAR - full)} {far.done * 100 // far.total} %"
    words += f", {size(far.done)} of {size(far.total)}"
    if far.speed:
        words += f", {size(far.speed)}/s, {phrases.lasting((far.total - far.done) / far.speed)} left"
    return words
