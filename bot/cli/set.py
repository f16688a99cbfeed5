"""`python -m bot set`: one fact of an organisation, in both twins, with its source and the day."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path

import click

from bot.cli.errors import or_one_sentence
from bot.content.checks.check_facts import check_facts
from bot.content.editing.edit_fact import FACTS, WORDS, edit_fact
from bot.content.ids import did_you_mean
from bot.content.library import name_of, read_library
from bot.content.model import LANGS, Lang
from bot.content.problems import Problem
from bot.language.dates import BRUSSELS
from bot.settings import read_settings

REFUSED = 1


@click.command("set")
@click.argument("organisation")
@click.argument("fact", type=click.Choice((*FACTS, *WORDS)))
@click.argument("value")
@click.option("--nl", "dutch", help="The Dutch wording of a street or access; VALUE is then the French one.")
@click.option("--source", required=True, help="Where you know it from: a page, or words (a call with …).")
@click.option(
    "--content", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another content folder."
)
@or_one_sentence
def set_fact(organisation: str, fact: str, value: str, dutch: str | None, source: str, folder: Path | None) -> None:
    """Write FACT of ORGANISATION, checked today. An empty VALUE ("") takes the fact away.

    Exit status: 0 written, 1 refused because the content would have an error, 2 wrong usage.
    """
    root = folder or read_settings().content
    today = datetime.now(BRUSSELS).date()
    values = _values(fact, value, dutch)
    if not source.strip() or any(not character.isprintable() for character in f"{value}{dutch or ''}{source}"):
        raise click.UsageError("write VALUE and --source on one line each, and say in --source where you know it from")
    name = name_of("organisations", organisation)
    texts: dict[str, str] = {}
    for lang in LANGS:
        path = root / lang / name
        if not path.is_file():
            known = [page.stem for page in (root / lang / "organisations").glob("*.md")]
            raise click.UsageError(f"there is no organisation {organisation}{did_you_mean(organisation, known)}")
        with path.open(encoding="utf-8", newline="") as file:
            before = file.read()
        try:
            texts[f"{lang}/{name}"] = edit_fact(before, fact, values[lang], source.strip(), today)
        except StopIteration:
            raise click.UsageError(f"{path} has no front matter; mend it first: python -m bot check") from None
    refused = new_errors(root, texts, today)
    for problem in refused:
        click.echo(problem, err=True)
    if refused:
        raise SystemExit(REFUSED)
    for relative, text in texts.items():
        _write(root / relative, text)
        click.echo(root / relative)


def _values(fact: str, value: str, dutch: str | None) -> dict[Lang, str | None]:
    """What is written in each language; None takes the fact away."""
    if dutch is not None and fact not in WORDS:
        raise click.UsageError(f"{fact} is the same in both languages; leave out --nl")
    if fact in WORDS and value and not dutch:
        raise click.UsageError(f'{fact} is written in each language; add --nl "…"')
    return {"fr": value or None, "nl": (dutch if dutch is not None else value) or None}


def new_errors(root: Path, texts: dict[str, str], today: date) -> list[Problem]:
    """The errors that the content would have with these texts and has not now, shown under the real paths."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "content"
        shutil.copytree(root, copy, symlinks=True)
        for relative, text in texts.items():
            (copy / relative).write_text(text, encoding="utf-8", newline="")
        known = {(problem.path, problem.code, problem.message) for problem in _errors(root, root, today)}
        return [
            problem
            for problem in _errors(copy, root, today)
            if (problem.path, problem.code, problem.message) not in known
        ]


def _errors(folder: Path, shown_as: Path, today: date) -> list[Problem]:
    reading = read_library(folder)
    problems = list(reading.loaded.problems)
    if reading.library is not None:
        problems += check_facts(reading.library, today)
    return [
        Problem(
            problem.path.replace(str(folder), str(shown_as)),
            problem.line,
            problem.code,
            problem.severity,
            problem.message.replace(str(folder), str(shown_as)),
        )
        for problem in problems
        if problem.is_error
    ]


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a running assistant reads these files."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8", newline="")
    partial.replace(path)
