"""Updates as no honest client sends them: damaged somewhere, and tap data that was never on a button."""

from __future__ import annotations

import copy
import random
from typing import Any

from tests.telegram.samples import one_of_each

JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 2**70, 1.5, float("nan"), "", "\x00", "\ud800", "x" * 5000, [], {}, [[]], {"id": {}},
    "/start", "=menu", "9" * 400,
)  # fmt: skip


def damaged(chance: random.Random) -> Any:
    """An update of any kind with one to three things wrong."""
    raw = copy.deepcopy(chance.choice(one_of_each()))
    for _ in range(chance.randint(1, 3)):
        places = list(_places(raw))
        if not places:
            break
        holder, key = chance.choice(places)
        change = chance.random()
        if change < 0.25 and isinstance(holder, dict):
            del holder[key]
        elif change < 0.35 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
    return raw


def _places(value: Any) -> Any:
    """Every place in nested dicts and lists, as (holder, key)."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)


def malformed_data(chance: random.Random, prompt: int, keys: int) -> str:
    """Tap data that is on no button of an open prompt `prompt` with `keys` one-shot buttons, and on no durable one."""
    other = chance.choice([prompt - 1, prompt + 1, 0, prompt * 10, chance.randrange(10**6)])
    other = other if other != prompt else prompt + 1
    late = keys + chance.randrange(500)
    noise = "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randint(0, 30)))
    return chance.choice(
        (
            f"{other}:{chance.randrange(max(keys, 1))}",
            f"{prompt}:{late}",
            f"{prompt}:-{late}",
            f"{prompt}:0{chance.choice(' abc:;=٣')}",
            f" {prompt}:0",
            f"+{prompt}:0",
            f"{prompt}:0\n",
            f"{prompt}.0:0",
            "".join(chr(0x660 + int(digit)) for digit in str(prompt)) + ":0",
            f"={chance.choice(('BOOK', 'bo ok', 'confirm', 'slot', 'answer', 'g_cancel', 'g_attended', 'keep'))}:x",
            f"=cancel:{noise}",
            f"=move:AAAAAA.{chance.randrange(9)}",
            f"=call:{noise}",
            f"=answer:{noise}",
            f"=book_at:../{chance.randrange(99)}",
            f"=give_phone:{noise}",
            f"==menu{noise}",
            noise or ":",
        )
    )
