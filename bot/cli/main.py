"""`python -m bot`: everything in one process; and the commands beside it."""

from __future__ import annotations

import click

from bot.cli.chat import chat
from bot.cli.run import run_everything, web, worker
from bot.cli.store import migrate, new_key, staff


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Parcours: without a command, everything in one process."""
    if context.invoked_subcommand is None:
        context.invoke(run_everything)


for command in (chat, migrate, new_key, staff, web, worker):
    main.add_command(command)
