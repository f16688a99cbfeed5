"""`python -m bot`: everything in one process; and the commands beside it.

A command is imported when it is asked for: what serves for weeks must not carry the modules of the checker.
"""

from __future__ import annotations

from importlib import import_module

import click

# Each command by its name: the module of `bot.cli` that holds it, and what it is called there.
COMMANDS = {
    "backup": ("backup", "backup"),
    "chat": ("chat", "chat"),
    "check": ("check", "check"),
    "evaluate": ("evaluate", "evaluate_questions"),
    "match": ("match", "match_stdin"),
    "migrate": ("store", "migrate"),
    "new": ("new", "new"),
    "new-key": ("store", "new_key"),
    "restore": ("backup", "restore"),
    "set": ("set", "set_fact"),
    "staff": ("store", "staff"),
    "test": ("test", "test"),
    "unmet": ("unmet", "unmet"),
    "web": ("run", "web"),
    "worker": ("run", "worker"),
}


class Commands(click.Group):
    """The commands of `COMMANDS`, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _imported(*COMMANDS[cmd_name]) if cmd_name in COMMANDS else None


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Parcours: without a command, everything in one process."""
    if context.invoked_subcommand is None:
        context.invoke(_imported("run", "run_everything"))


def _imported(module: str, name: str) -> click.Command:
    command = getattr(import_module(f"bot.cli.{module}"), name)
    assert isinstance(command, click.Command)
    return command
