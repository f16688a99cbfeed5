"""Group questions that are alike, so that an editor reads each thing once. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from bot.language.clean import fold

ALIKE = 70.0  # token_sort_ratio, 0 to 100


def group_alike(texts: Iterable[str]) -> list[list[str]]:
    """The texts in groups, the largest first; a text joins the first group whose first text is alike."""
    groups: list[tuple[str, list[str]]] = []
    for text in texts:
        folded = fold(text)
        found = next((members for key, members in groups if fuzz.token_sort_ratio(key, folded) >= ALIKE), None)
        if found is None:
            groups.append((folded, [text]))
        else:
            found.append(text)
    return sorted((members for _, members in groups), key=len, reverse=True)
