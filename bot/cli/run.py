"""`python -m bot`, `web`, `worker`: run until told to stop."""

from __future__ import annotations

import asyncio

import click

from bot.cli.errors import or_one_sentence
from bot.settings import Settings, SettingsError, read_settings
from bot.wiring.process import Roles, run


@click.command()
@or_one_sentence
def run_everything() -> None:
    """Everything in one process."""
    _run(read_settings(), Roles(web=True, worker=True, telegram=True))


@click.command()
@or_one_sentence
def web() -> None:
    """The web side alone; needs PostgreSQL."""
    _run(_several_processes(read_settings()), Roles(web=True))


@click.command()
@or_one_sentence
def worker() -> None:
    """Turns, sending and (without PUBLIC_URL) Telegram alone; needs PostgreSQL."""
    _run(_several_processes(read_settings()), Roles(worker=True, telegram=True))


def _run(settings: Settings, roles: Roles) -> None:
    asyncio.run(run(settings, roles, say=click.echo))


def _several_processes(settings: Settings) -> Settings:
    if settings.database.startswith("sqlite"):
        raise SettingsError(
            "Separate processes need PostgreSQL: set DATABASE_URL, or run everything in one with `python -m bot`."
        )
    return settings
