"""A bare echo with python-telegram-bot as it is installed: what our bot is compared to.

`python -m tests.benchmarks.echo BASE_URL TOKEN`.
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, TypeHandler


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.effective_chat is not None:
        await context.bot.send_message(update.effective_chat.id, "Bonjour")


if __name__ == "__main__":
    base_url, token = sys.argv[1:]
    application = Application.builder().token(token).base_url(f"{base_url}/bot").concurrent_updates(8).build()
    application.add_handler(TypeHandler(Update, answer))
    application.run_polling(allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY])
