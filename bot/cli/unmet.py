"""`python -m bot unmet`: what people asked and the assistant did not understand."""

from __future__ import annotations

import click

from bot.cli.errors import or_one_sentence
from bot.matching.likeness import group_alike
from bot.settings import read_settings
from bot.store.unmet import unmet_questions
from bot.wiring.parts import open_database, use_keys


@click.command()
@or_one_sentence
def unmet() -> None:
    """List the questions of the last thirty days that were not understood, alike ones together.

    A line under "meant" is a question whose answer the person then chose: a suggestion for its `.ask.md`.
    """
    settings = read_settings()
    use_keys(settings)
    database = open_database(settings)
    try:
        questions = database.read(unmet_questions)
    finally:
        database.close()
    for answer in sorted({one.meant for one in questions if one.meant}):
        click.echo(f"meant {answer}")
        for text in sorted({one.text for one in questions if one.meant == answer}):
            click.echo(f"  - {text}")
    groups = group_alike(one.text for one in questions if not one.meant)
    if groups:
        click.echo("not understood")
    for group in groups:
        click.echo(f"  {len(group)} × {group[0]}")
        for text in sorted(set(group[1:]) - {group[0]}):
            click.echo(f"      {text}")
    if not questions:
        click.echo("Nothing: every question of the last thirty days was understood.")
