"""The C3xx rules: whether what people write leads to what they mean. The looking is done in `bot.matching`."""

from __future__ import annotations

from bot.content.problems import Rule

TWO_MEANINGS = Rule(
    "C301",
    "error",
    "The same sentence means two things",
    "A sentence stands in one list only: of one answer, one intent, small talk or off topic. Keep it where it belongs, "
    "and put it otherwise in the other.",
    "- c'est gratuit   in cost.ask.md and in papers.ask.md",
    "- c'est gratuit   in cost.ask.md alone",
)
TOO_ALIKE = Rule(
    "C302",
    "warning",
    "Two sentences of one answer that are nearly the same",
    "The second teaches nothing (likeness above 80 of 100, the order of words left aside). Say it in other words, as "
    "another person would.",
    "- combien ça coûte\n- ça coûte combien",
    "- combien ça coûte\n- faut-il payer",
)
FRAME = Rule(
    "C303",
    "warning",
    "The same opening in more than three answers",
    "Four words or more at the beginning, one of them with a meaning, come back with other ends. People do not write "
    "by a pattern, and the pattern makes the answers alike. Begin otherwise.",
    "- pouvez-vous me dire où …   in four answers",
    "- où …, quel …, je cherche …",
)
FEW_SENTENCES = Rule(
    "C304",
    "warning",
    "Fewer than 40 sentences for an answer, in one language",
    "With 40 the right answer is found 95 times in a hundred, with 10 only 78 times. Write more, in varied words.",
    "an .ask.md with 25 sentences",
    "an .ask.md with 40 sentences",
)
FEW_SUBQUESTIONS = Rule(
    "C305",
    "warning",
    "Fewer than eight sub-questions for an answer",
    "Who, where, when, how much, what if, what about me who …, is it true that …: list these first, then write each.",
    "an .ask.md with five headings",
    "an .ask.md with eight headings",
)
NOT_OF_ITS_OWN = Rule(
    "C306",
    "error",
    "A sentence that belongs to another answer, and to this one",
    "Under {#not} stand sentences that look like this answer and belong to another. Take it out of one of the two.",
    "- combien on gagne → cost   in cost.ask.md",
    "- combien on gagne → training-allowance   in cost.ask.md",
)
SAYS_NOTHING = Rule(
    "C307",
    "warning",
    "A sentence of nothing but small words",
    "Such a message means nothing by itself and is never answered. Add the word that carries the meaning.",
    "- et pour moi",
    "- et le prix pour moi",
)
ALIAS_TWICE = Rule(
    "C308",
    "error",
    "A word that means two choices",
    "What is typed must choose one. Remove it from one of the two, in the language where it stands.",
    "also: [oui] for yes and for no",
    "also: [oui] for yes alone",
)
ALIAS_IS_UNIVERSAL = Rule(
    "C309",
    "warning",
    "A choice that sounds like menu, back, help, stop …",
    "These words always do the same (words/universal.md). Whoever types one here may mean either. Use another word.",
    "also: [aide]",
    "also: [de l'aide pour lire]",
)
DANGER_AND_CALM = Rule(
    "C310",
    "error",
    "A sentence that is danger, and is not",
    "In words/danger.md a sentence stands in one section only.",
    "- je meurs de faim   under {#homeless} and under {#calm}",
    "- je meurs de faim   under {#calm}",
)
SHORT_LIST = Rule(
    "C311",
    "warning",
    "A list of words that is too short",
    "Off topic needs 150 sentences a language; suicide, violence, danger and calm 50; homeless and child 25; each "
    "intent 35.",
    "words/offtopic.md with 80 sentences in Dutch",
    "words/offtopic.md with 150 sentences in each language",
)
FOUND_ELSEWHERE = Rule(
    "C312",
    "warning",
    "A sentence that would find another answer",
    "Learnt without its sub-question, the matcher gives it to the answer named. A few are natural; many from one "
    "sub-question mean that it is too thin, or belongs there. Listed by `check --matching` only.",
    "- ik krijg geen geld   of training-allowance, found as cpas-income",
    "more sentences under this sub-question",
)
UNIVERSAL_TWICE = Rule(
    "C313",
    "error",
    "A universal word with two meanings",
    "In words/universal.md a whole message means one thing. Remove it from one of the sections.",
    "- retour   under {#menu} and under {#back}",
    "- retour   under {#back}",
)
BAD_SYNONYM = Rule(
    "C314",
    "warning",
    "A synonym without its other half",
    "Write the short form, an equals sign, and the full form.",
    "- rdv",
    "- rdv = rendez-vous",
)
HEARD_BEFORE = Rule(
    "C315",
    "warning",
    "A sentence that is taken before it reaches its answer",
    "Danger words and universal words are looked for first. Write a longer sentence, or leave it out.",
    "- dakloos   in housing.ask.md, and in words/danger.md",
    "- hulp tegen dakloosheid   in housing.ask.md",
)
OTHER_LANGUAGE = Rule(
    "C316",
    "warning",
    "A sentence in the other language",
    "French sentences stand in content/fr, Dutch ones in content/nl. A mixture is marked {brussels_mix}.",
    "content/nl: - combien coûte la formation",
    "content/nl: - hoeveel kost de opleiding",
)
NOT_LEADS_HERE = Rule(
    "C317",
    "warning",
    "A sentence under {#not} that still leads here",
    "Learnt without these sentences, the matcher gives it to this answer. Add sentences like it to the answer that it "
    "belongs to. Listed by `check --matching` only.",
    "- combien on gagne → training-allowance   found as cost",
    "more such sentences in training-allowance.ask.md",
)

MATCHING_RULES = (
    TWO_MEANINGS, TOO_ALIKE, FRAME, FEW_SENTENCES, FEW_SUBQUESTIONS, NOT_OF_ITS_OWN, SAYS_NOTHING, ALIAS_TWICE,
    ALIAS_IS_UNIVERSAL, DANGER_AND_CALM, SHORT_LIST, FOUND_ELSEWHERE, UNIVERSAL_TWICE, BAD_SYNONYM, HEARD_BEFORE,
    OTHER_LANGUAGE, NOT_LEADS_HERE,
)  # fmt: skip
