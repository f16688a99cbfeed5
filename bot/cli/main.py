"""`python -m bot`: everything in one process; and the commands beside it."""

from __future__ import annotations

import click

from bot.cli.backup import backup, restore
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.errors import or_one_sentence
from bot.cli.evaluate import evaluate_command
from bot.cli.match import match_command
from bot.cli.new import new
from bot.cli.run import run_everything, web, worker
from bot.cli.set import set_fact
from bot.cli.store import migrate, new_key, staff
from bot.cli.test import test
from bot.cli.unmet import unmet
from bot.wiring.parts import open_corpus, open_index


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Parcours: without a command, everything in one process."""
    if context.invoked_subcommand is None:
        context.invoke(run_everything)


index_or_one_sentence = or_one_sentence(open_index)

for command in (
    backup,
    chat,
    check,
    evaluate_command(index_or_one_sentence, or_one_sentence(open_corpus)),
    match_command(index_or_one_sentence),
    migrate,
    new,
    new_key,
    set_fact,
    restore,
    staff,
    test,
    unmet,
    web,
    worker,
):
    main.add_command(command)
