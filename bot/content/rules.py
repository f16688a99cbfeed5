"""Every rule by its code, for `check --explain` and the page of rules. A new family is added to `_FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.flow_rules import FLOW_RULES
from bot.content.problems import Rule
from bot.content.structure_rules import STRUCTURE_RULES

_FAMILIES = (STRUCTURE_RULES, FLOW_RULES)

RULES: Mapping[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family}
