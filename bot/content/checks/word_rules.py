"""The C4xx rules: whether people who read little, on a small screen, can read it."""

from __future__ import annotations

from bot.content.problems import Rule

LONG_SENTENCE = Rule(
    "C401",
    "warning",
    "A sentence of more than 15 words",
    "Say one thing in a sentence. Cut it in two, or leave out what is not needed.",
    "Si vous avez perdu votre travail et que vous ne savez pas où aller, vous pouvez téléphoner à Actiris.",
    "Vous avez perdu votre travail ? Téléphonez à Actiris.",
)
LONG_MESSAGE = Rule(
    "C402",
    "warning",
    "A message of more than 300 characters",
    "What is read first fits on a small screen: at most 300 characters, numbers and addresses filled in. Move the rest "
    "to `## En savoir plus {#more}`.",
    "a first message of 340 characters",
    "a first message of 280 characters, the rest in {#more}",
)
TOO_LONG_TO_SEND = Rule(
    "C403",
    "error",
    "Too long for Telegram",
    "Telegram refuses messages of more than 4,096 characters. Cut the text in two sections.",
    "a section of 4,200 characters",
    "two sections of 2,100 characters",
)
LONG_LABEL = Rule(
    "C404",
    "warning",
    "A label of more than 28 characters",
    "Telegram cuts long labels off on a small phone. Say it in fewer words; headings of answers are labels too.",
    "button: Combien coûte un rendez-vous chez vous ?",
    "button: C'est gratuit ?",
)
NUMERIC_DATE = Rule(
    "C405",
    "warning",
    "A date or a time in figures",
    "People mix up days and months. Write the day in words, and the hour with h or u.",
    "le 01/12 à 14:30",
    "le 1er décembre à 14h30",
)
TWO_QUESTIONS = Rule(
    "C406",
    "warning",
    "Two questions at once",
    "Ask one thing; people answer the last. Put the other in a question of its own.",
    "Où habitez-vous ? Depuis quand ?",
    "Où habitez-vous ?",
)
UNEXPLAINED_QUESTION = Rule(
    "C407",
    "warning",
    "A question without a reason, or without another way to say it",
    "Write `## … {#why}` (what the answer is used for) and `## … {#retry}` (what is said when it was not understood).",
    "a question with {#why} alone",
    "a question with {#why} and {#retry}",
)
FAMILIAR = Rule(
    "C408",
    "warning",
    "Tu, je or jij instead of vous or u",
    "Say vous in French, u in Dutch, everywhere.",
    "Tu peux appeler. / Je kunt bellen.",
    "Vous pouvez appeler. / U kunt bellen.",
)
EMOJI = Rule(
    "C409",
    "warning",
    "A picture character (emoji)",
    "Old phones show an empty box, a screen reader reads its English name. Say it in words.",
    "Bienvenue 👋",
    "Bienvenue",
)
NOT_TRANSLATED = Rule(
    "C410",
    "warning",
    "The same text in both languages",
    "Write it in each language. Names, addresses and texts of one or two words may be the same.",
    "nl: Quel est votre prénom ?",
    "nl: Wat is uw voornaam?",
)
NOT_SHOWN = Rule(
    "C411",
    "warning",
    "Something that Telegram does not show",
    "No tables, pictures, lists within lists, HTML or headings inside a text. Write short paragraphs, and lists with "
    "`- `.",
    "| jour | heure |",
    "- lundi : 9h",
)
ABBREVIATION = Rule(
    "C412",
    "warning",
    "An abbreviation that is not explained",
    "Say once on the page what it is, in plain words, or offer a button to a page that does.",
    "Demandez au CGRA.",
    "Demandez au CGRA, le service qui décide de l'asile.",
)
LITERAL_NUMBER = Rule(
    "C413",
    "error",
    "The phone number of an organisation, outside its page",
    "A number is written once, in the page of its organisation; elsewhere it would be forgotten when it changes. Write "
    "the placeholder.",
    "Appelez le 0800 35 123.",
    "Appelez le {phone:actiris}.",
)
UNKNOWN_NUMBER = Rule(
    "C414",
    "warning",
    "A phone number that belongs to no organisation",
    "Write a page for the organisation with its number and its source, and then {phone:ID}; or leave the number out.",
    "Appelez le 02 999 99 99.",
    "Appelez le {phone:actiris}.",
)
LITERAL_ADDRESS = Rule(
    "C415",
    "warning",
    "The address or e-mail of an organisation, outside its page",
    "An address is written once, in the page of its organisation. Write {address:ID} or {website:ID}.",
    "Allez Boulevard de la Deuxième Armée Britannique 29.",
    "Allez ici : {address:mission-locale-forest}.",
)
TYPOGRAPHY = Rule(
    "C416",
    "warning",
    "Curly apostrophes, guillemets, or a missing space",
    "Write straight apostrophes; no « ». In French a space stands before : ? ! and ; in Dutch none.",
    "fr: C’est gratuit?        nl: Is het gratis ?",
    "fr: C'est gratuit ?        nl: Is het gratis?",
)
LONG_SECTION = Rule(
    "C417",
    "warning",
    "A section of more than 600 characters",
    "Behind a button there may be more, but it is read on the same small screen. Cut it, or make two sections.",
    "a section of 700 characters",
    "a section of 500 characters",
)
LONG_NAME = Rule(
    "C418",
    "warning",
    "A title of more than 60, or a name of more than 40 characters",
    "Titles and names stand on one line. Shorten them.",
    "name: Mission Locale pour l'emploi et la formation de Forest asbl",
    "name: Mission Locale de Forest",
)
BARE_LINK = Rule(
    "C419",
    "warning",
    "A link that does not begin with https://",
    "Telegram does not open other links, or shows a warning. Write the address from https:// on; to be filled in from "
    "the page of an organisation: {website:ID}.",
    "[le site](http://www.actiris.brussels)",
    "[le site](https://www.actiris.brussels)",
)
LITERAL_HOURS = Rule(
    "C420",
    "warning",
    "The hours of an organisation, outside its page",
    "Hours are written once, in the page of the organisation, and shown in words by {hours:ID}.",
    "Écoute-Enfants répond de 10h à minuit.",
    "Écoute-Enfants répond {hours:ecoute-enfants}.",
)

WORD_RULES = (
    LONG_SENTENCE, LONG_MESSAGE, TOO_LONG_TO_SEND, LONG_LABEL, NUMERIC_DATE, TWO_QUESTIONS, UNEXPLAINED_QUESTION,
    FAMILIAR, EMOJI, NOT_TRANSLATED, NOT_SHOWN, ABBREVIATION, LITERAL_NUMBER, UNKNOWN_NUMBER, LITERAL_ADDRESS,
    TYPOGRAPHY, LONG_SECTION, LONG_NAME, BARE_LINK, LITERAL_HOURS,
)  # fmt: skip
