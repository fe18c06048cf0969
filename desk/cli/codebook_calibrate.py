"""``salang codebook calibrate``: fit the weights of relevance to what reviewers decided."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from desk.cli.app import group
from desk.cli.errors import DeskError
from desk.cli.output import print_table, to_json

if TYPE_CHECKING:
    from analysis.calibrate import Calibration

app = group(
    "calibrate",
    "Fit the weights of relevance to the verdicts of reviewers, and say whether that helps.",
    "salang codebook calibrate\nsalang codebook calibrate --write my-codebook",
    "Takes at least 50 articles with a verdict of a person, 10 of them on each side. The Brier "
    "score (0 is best) and the table say how well scores foretell verdicts; those under "
    '"after" come from texts that were not fitted on.',
)


@app.default
def calibrate(
    path: Path | None = None,
    /,
    *,
    write: Path | None = None,
    yes: bool = False,
    json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Fit the weights; with --write, ask, and write the codebook's next version.

    Parameters
    ----------
    path
        Folder of the codebook; else SALANG_CODEBOOK, else the packaged one.
    write
        Folder for the codebook with the new weights and the next number: a new one, an empty
        one, or the codebook's own.
    yes
        Write without asking.
    json
        Print JSON; the question is asked on standard error.
    """
    from analysis.calibrate import CannotCalibrate, Judged, require_enough
    from analysis.calibrate import calibrate as fit
    from analysis.codebook import load
    from analysis.codebook_files import PACKAGED
    from desk.cli.database import opened_current
    from flows.settings import FlowSettings
    from flows.stages.compiled import ready
    from flows.stages.rows import document_of
    from models.queries.comparing import judged_texts
    from models.session import reading

    root = path or FlowSettings().codebook or PACKAGED
    codebook = load(root)
    if write is not None:
        _check_target(root, write)
    with opened_current() as engine, reading(engine) as session:
        judged = [
            Judged(document_of(each.work), each.verdict, each.story)
            for each in judged_texts(session)
        ]
    try:
        # before compiling, which takes seconds
        require_enough(codebook, judged)
    except CannotCalibrate as error:
        raise DeskError(str(error)) from None
    found = fit(ready(codebook), judged)
    if json:
        from dataclasses import asdict

        print(to_json({"codebook": codebook.version, "better": found.better, **asdict(found)}))
    else:
        _show(found, codebook.version)
    return _write(root, write, found, yes, codebook.codebook.number + 1) if write else 0


def _show(found: "Calibration", version: str) -> None:
    print(
        f"{found.texts} judged articles, codebook {version}, pull towards its weights "
        f"{found.strength:g}\n"
    )
    print_table(
        ("weight", "before", "after"),
        [
            (name, f"{before:+.2f}", f"{found.weights[name]:+.2f}")
            for name, before in found.weights_before.items()
        ],
        right=("before", "after"),
    )
    print("\nHow well scores foretell verdicts (relevant 1, borderline 0.5, not relevant 0)")
    print_table(
        ("score", "texts", "mean score", "verdicts", "texts after", "mean score", "verdicts"),
        [
            (
                f"{old.low:.1f}-{old.high:.1f}",
                old.texts,
                f"{old.mean_score:.2f}" if old.texts else "",
                f"{old.share:.2f}" if old.texts else "",
                new.texts,
                f"{new.mean_score:.2f}" if new.texts else "",
                f"{new.share:.2f}" if new.texts else "",
            )
            for old, new in zip(found.reliability_before, found.reliability_after, strict=True)
        ],
        right=("texts", "mean score", "verdicts", "texts after"),
    )
    print(f"\nBrier score {found.brier_before:.4f} before, {found.brier_after:.4f} after")
    if not found.better:
        print("The new weights are no better on texts they have not seen: keep the old ones.")


def _check_target(root: Path, target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise DeskError(f"{target}: is a file; --write takes a folder", 2)
    if target.is_dir() and any(target.iterdir()) and target.resolve() != root.resolve():
        raise DeskError(
            f"{target}: holds other files; --write takes a new or empty folder, or the "
            "codebook's own",
            2,
        )


def _write(root: Path, target: Path, found: "Calibration", yes: bool, number: int) -> int:
    from analysis.codebook import load
    from analysis.codebook.rewrite import with_weights

    if not found.better:
        print(f"nothing is written to {target}", file=sys.stderr)
        return 1
    if not yes and not _agreed(f"Write version {number} to {target}? [y/N] "):
        print("nothing is written", file=sys.stderr)
        return 1
    try:
        files = with_weights(root, found.weights)
    except ValueError as error:
        raise DeskError(f"nothing is written: {error}") from None
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        _put(files, trial)
        # what cannot be read again as meant is never written
        weights = load(trial).relevance.weights
        if weights != found.weights:
            raise DeskError("nothing is written: the weights could not be replaced in the files")
        target.mkdir(parents=True, exist_ok=True)
        for file in files:
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(trial / file, target / file)
    version = load(target).version
    print(
        f"version {version} stands in {target}; look at it with: salang codebook diff {root} "
        f"{target} --on-corpus",
        file=sys.stderr,
    )
    return 0


def _put(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _agreed(question: str) -> bool:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
