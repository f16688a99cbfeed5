"""`evaluate FILE.tsv`: how well questions with known answers are understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from bot.matching.evaluate import Case, evaluate, read_cases, report
from bot.matching.index import Index
from bot.matching.match import Match, match


def evaluate_command(open_index: Callable[[str | None], Index]) -> click.Command:
    """The command; `open_index` gives the index of a content folder, or of the usual one for None."""

    @click.command("evaluate", help="Match the questions of FILE (columns topic_id, lang, style, text) and count.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--content", "folder", type=click.Path(exists=True, file_okay=False), default=None)
    @click.option("--confusions", default=15, show_default=True, help="How many confusions to list.")
    def command(file: Path, folder: str | None, confusions: int) -> None:
        try:
            with file.open(encoding="utf-8", errors="replace", newline="") as lines:
                cases = read_cases(lines)
        except ValueError as error:
            raise click.UsageError(f"{file}: {error}") from error
        index = open_index(folder)

        def matcher(case: Case) -> Match:
            return match(case.text, index)

        click.echo(report(evaluate(cases, matcher), confusions))

    return command
