"""`evaluate FILE.tsv`: how well questions with known answers are understood; `evaluate --folds` without any file.

`--diagram FILE.svg` draws whether its probabilities can be believed.
"""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.errors import or_one_sentence
from bot.matching.corpus import Corpus
from bot.matching.cross_validation import tabulate
from bot.matching.evaluate import Case, Evaluation, evaluate, read_cases, report
from bot.matching.index import Index
from bot.matching.match import Match, match
from bot.matching.reliability import Bin, bins_of, draw, mean_gap
from bot.wiring.parts import open_corpus, open_index


@click.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--content", "folder", type=click.Path(exists=True, file_okay=False), default=None)
@click.option("--confusions", default=15, show_default=True, help="How many confusions to list.")
@click.option("--folds", is_flag=True, help="Instead of FILE: the phrasings of the content, a fifth held back.")
@click.option("--diagram", type=click.Path(dir_okay=False, path_type=Path), help="With --folds: an SVG to write.")
@or_one_sentence
def evaluate_questions(
    file: Path | None, folder: str | None, confusions: int, folds: bool, diagram: Path | None
) -> None:
    """Match the questions of FILE (columns topic_id, lang, style, text) and count."""
    if diagram is not None and not folds:
        raise click.UsageError("--diagram needs --folds: it is drawn from held-back phrasings.")
    if folds:
        evaluation, bins, sure = evaluate_folds(open_corpus(folder))
        click.echo(report(evaluation, confusions))
        click.echo(f"What it says and what is right lie {mean_gap(bins) * 100:.1f} points apart on average.")
        if diagram is not None:
            diagram.write_text(draw(bins, sure), encoding="utf-8")
    elif file is not None:
        click.echo(report(evaluate_file(file, open_index(folder)), confusions))
    else:
        raise click.UsageError("Name a FILE, or write --folds.")


def evaluate_file(file: Path, index: Index) -> Evaluation:
    """Every question of a TSV file, matched; `click.UsageError` for a file without the columns."""

    def matcher(case: Case) -> Match:
        return match(case.text, index)

    try:
        with file.open(encoding="utf-8", errors="replace", newline="") as lines:
            cases = read_cases(lines)
    except ValueError as error:
        raise click.UsageError(f"{file}: {error}") from error
    return evaluate(cases, matcher)


def evaluate_folds(corpus: Corpus) -> tuple[Evaluation, list[Bin], float]:
    """The phrasings themselves, judged by what was learnt from the others: about a minute.

    With it how far the probabilities can be believed, and the probability from which on the matcher is sure.
    """
    from bot.matching.fit import calibrate, count_all, hold_back  # scikit-learn, 120 MB: only for this

    held_back = hold_back(corpus, count_all(corpus))
    calibration = calibrate(held_back, 0.0, len(corpus.examples))
    bins = bins_of(held_back.decisions, held_back.truth, calibration.temperature)
    return tabulate(corpus, held_back.labels, held_back.decisions, calibration), bins, calibration.sure
