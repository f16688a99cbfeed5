"""`migrate`, `new-key`, `staff link`: short commands beside a running assistant."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from bot.channels.mail import EXAMPLE
from bot.cli.errors import or_one_sentence
from bot.content.live import LiveContent
from bot.operations.members.signin import make_link
from bot.operations.offices.office_mail import set_mailbox
from bot.settings import Settings, SettingsError, read_settings
from bot.store.keys import new_secret_key
from bot.wiring.parts import open_database, set_up_logging, use_keys
from bot.wiring.telegram import invite_link


@click.command()
@or_one_sentence
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = read_settings()
    set_up_logging(settings.log_level)
    use_keys(settings)
    open_database(settings).close()
    click.echo("The database is up to date.")


@click.command("new-key")
def new_key() -> None:
    """Print a fresh key, for SECRET_KEYS or LOOKUP_KEY."""
    click.echo(new_secret_key())


@click.group()
def staff() -> None:
    """For the people of an office."""


@staff.command("link")
@click.argument("organisation")
@or_one_sentence
def link(organisation: str) -> None:
    """Print a one-time sign-in link to the agenda of ORGANISATION."""
    settings = read_settings()
    _check_office(settings, organisation)
    use_keys(settings)
    database = open_database(settings)
    try:
        token = database.write(lambda session: make_link(session, organisation, datetime.now(UTC)))
    finally:
        database.close()
    click.echo(f"{settings.base_url}/sign-in/{token}")
    click.echo("Valid for ten minutes, once. Send it to nobody else.", err=True)


@staff.command("invite")
@click.argument("organisation")
@or_one_sentence
def invite(organisation: str) -> None:
    """Print a one-time link that makes a Telegram group that of ORGANISATION."""
    settings = read_settings()
    if not settings.telegram_bot_token:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Get one from @BotFather, or run `python -m bot chat`, which needs none."
        )
    _check_office(settings, organisation)
    use_keys(settings)
    database = open_database(settings)
    try:
        click.echo(asyncio.run(invite_link(settings, database, organisation, datetime.now(UTC))))
    finally:
        database.close()
    click.echo("Open it on the phone of somebody who may add members to the group. Valid for a week, once.", err=True)


@staff.command("mailbox")
@click.argument("organisation")
@click.argument("address", required=False, default="")
@or_one_sentence
def mailbox(organisation: str, address: str) -> None:
    """Have appointments of ORGANISATION mailed to ADDRESS; without ADDRESS, no more."""
    settings = read_settings()
    content = LiveContent(settings.content).current
    _check_office(settings, organisation)
    if address and settings.mail_server is None:
        raise SettingsError(f"SMTP_URL is not set, so nothing can be mailed. It looks like {EXAMPLE}.")
    use_keys(settings)
    database = open_database(settings)
    try:
        database.write(lambda session: set_mailbox(session, organisation, address, content, datetime.now(UTC)))
    except ValueError as error:
        raise click.BadParameter(f"{error}; write one like accueil@example.org", param_hint="ADDRESS") from None
    finally:
        database.close()
    click.echo(
        f"A first message is on its way; {organisation} counts as reached once the mailbox has accepted it."
        if address
        else f"{organisation} gets no mail any more."
    )


def _check_office(settings: Settings, organisation: str) -> None:
    known = LiveContent(settings.content).current.organisations
    if organisation not in known:
        bookable = ", ".join(sorted(one.id for one in known.values() if one.allows == "may_book"))
        raise click.BadParameter(f"{organisation} is not an organisation of the content; write one of: {bookable}")
