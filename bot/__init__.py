"""Parcours: from "bonjour" to a first appointment that the office has received.

A message comes in from a channel, is written down, and becomes an event. `conversation.step` answers with the next
state, what is said, and what is wanted done. An operation carries that out in one transaction; messages leave by
the outbox.

Each package imports only from those below it (checked by import-linter):

    __main__, cli    the commands: everything in one process, chat, check, match, migrate, staff
    wiring           puts the parts together: keys, database, content, index, the pump, the process
    settings         what the environment says
    channels, web    Telegram and the terminal; simulator, staff agenda, sign-in, health
    operations       one use case, one function, one transaction: the only writers
    store            tables, column types, queries named after what they answer, migrations
    conversation     events, replies, state, `step`: pure
    matching         from what people write to what they mean: pure but for the fit, a child process
    booking          openings to slots, statuses, codes: pure
    content          reads, checks and renders the two folders that editors own
    language         language of a text, dates, cleaning
"""
