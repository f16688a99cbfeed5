"""Every rule by its code, for `check --explain` and the page of rules. A new family is added to `_FAMILIES`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.checks.fact_rules import FACT_RULES
from bot.content.checks.flow_rules import FLOW_RULES
from bot.content.checks.matching_rules import MATCHING_RULES
from bot.content.checks.structure_rules import STRUCTURE_RULES
from bot.content.checks.word_rules import WORD_RULES
from bot.content.problems import Rule
from bot.content.transcripts import BAD_TRANSCRIPT

_FAMILIES = ((*STRUCTURE_RULES, BAD_TRANSCRIPT), FLOW_RULES, MATCHING_RULES, WORD_RULES, FACT_RULES)

RULES: Mapping[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family}
