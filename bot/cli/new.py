"""`python -m bot new`: both twins of a page, with what must be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.errors import or_one_sentence
from bot.content.checks.structure_rules import BAD_ID
from bot.content.editing.skeletons import NewKind, new_pages
from bot.content.ids import is_id
from bot.settings import read_settings

_KINDS: tuple[NewKind, ...] = ("answer", "question", "organisation", "recommendation")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("page_id", metavar="ID")
@click.option(
    "--content", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another content folder."
)
@or_one_sentence
def new(kind: NewKind, page_id: str, folder: Path | None) -> None:
    """Write a new page in both languages. What stays empty is told by `check`."""
    if not is_id(page_id):
        raise click.UsageError(f"{BAD_ID.code} {page_id} is not an id. {BAD_ID.explanation}")
    root = folder or read_settings().content
    pages = new_pages(kind, page_id)
    texts = {root / lang / name: text for name, twins in pages.items() for lang, text in twins.items()}
    for path in texts:
        if path.exists():
            raise click.UsageError(f"{path} is there already; choose another id, or edit it")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(path)
    click.echo("Fill in what is empty, then look with: python -m bot check", err=True)
