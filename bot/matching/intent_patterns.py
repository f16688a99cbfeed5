"""Turns of phrase that go with a wish: to book, to move, to cancel, to speak to somebody.

Patterns on folded words, French and Dutch. They do not decide: each is a feature that the classifier weighs with all
the others, so that "comment annuler un rendez-vous ?" can still be a question about the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BOOKING_FR = r"(?:rdv|rendez ?vous|rendevou|afspraak|entretien|inscription|creneau|date|heure)"
_BOOKING_NL = r"(?:afspraak|afspraken|rdv|gesprek|uur|datum|moment)"
_PERSON_FR = r"(?:une? )?(?:vraie? )?(?:personne|humaine?|quelqu un|kelkun|conseill\w+|agente?|employee?|collegue|etre humain|gens|assistante?|dame|homme|monsieur|madame)"
_PERSON_NL = r"(?:een |n |ne )?(?:echte? |levende? )?(?:mens|persoon|iemand|medewerk\w+|consulent\w*|bediende|begeleid\w+|collega|mensen|adviseur)"

_PATTERNS: dict[str, tuple[str, ...]] = {
    "book": (
        rf"(?:prendre|fixer|avoir|demander|reserver|obtenir|donnez moi|donner|veux|veu|voudrais|besoin d|aimerais|faire|faut) (?:\w+ )?(?:un |1 |d un |une? )?(?:premier |autre )?{_BOOKING_FR}\b",
        rf"{_BOOKING_NL} (?:\w+ )?(?:maken|vastleggen|boeken|krijgen|nemen|vragen|plannen)|(?:wil|zou|kan|mag|graag) (?:ik )?(?:\w+ ){{0,3}}(?:afspraak|rdv)\b|maak (?:\w+ )?afspraak",
        r"m inscrire (?:a|pour) un(?:e)? (?:rdv|accueil|entretien)|(?:je|puis je|peux) (?:\w+ )?venir (?:vous voir|quand|demain|lundi|mardi|mercredi|jeudi|vendredi)|langskomen|mag ik (?:\w+ )?komen",
    ),
    "cancel_booking": (
        rf"annul\w* (?:\w+ ){{0,3}}{_BOOKING_FR}|{_BOOKING_FR} (?:\w+ ){{0,3}}annul\w*|supprim\w* (?:mon|le) {_BOOKING_FR}|plus besoin (?:d |du |de )\w*",
        r"(?:peux|peu|pourrai|vais|sais|saurai|puis) (?:\w+ )?(?:pas|plus|pa) (?:\w+ )?(?:venir|etre la|me deplacer|arriver)|(?:viens|viendrai|vien) (?:pas|plus|pa)\b|desist\w*|empechement",
        rf"(?:{_BOOKING_NL} (?:\w+ ){{0,4}}(?:annul\w*|afzegg\w*|schrap\w*|cancel\w*|weg|niet meer nodig))|(?:annul\w*|schrap|cancel\w*|zeg) (?:\w+ ){{0,3}}{_BOOKING_NL}|(?:kan|kom|ga|zal|geraak) (?:ik )?(?:\w+ ){{0,3}}(?:niet|nie|ni) (?:meer )?(?:kom\w*|gaan|langs|geraken|aanwezig|erbij)|kom (?:niet|nie|ni)\b|afzeggen",
    ),
    "move_booking": (
        rf"(?:chang\w*|deplac\w*|report\w*|decal\w*|modifi\w*|repouss\w*|avanc\w*|boug\w*|remett\w*) (?:\w+ ){{0,4}}(?:{_BOOKING_FR}|jour|semaine|lundi|mardi|mercredi|jeudi|vendredi|matin)|{_BOOKING_FR} (?:\w+ ){{0,3}}(?:chang\w*|deplac\w*|report\w*|decal\w*|plus tard|plus tot)|autre (?:moment|jour|heure|date|creneau)|plus (?:tard|tot) dans|moment me va pas|convient (?:pas|plus)",
        r"verzet\w*|verplaats\w*|verschuiv\w*|uitstel\w*|vervroeg\w*|verleg\w*|(?:andere?|ander|ne anderen) (?:dag|uur|datum|moment|week)|(?:later|vroeger|week later) (?:komen|kan|gaat|aub)|past (?:me |mij )?(?:niet|nie|ni)\b",
    ),
    "my_booking": (
        rf"(?:quand|quelle heure|quel jour|quelle date|c est ou|ou est|a quelle) (?:\w+ ){{0,3}}(?:mon|ma) {_BOOKING_FR}|mon {_BOOKING_FR} (?:\w+ ){{0,3}}(?:quand|ou|quelle|heure|jour|adresse|code|date)|(?:oublie|perdu|rappel\w*|confirm\w*|verifi\w*|revoir|voir|retrouver|montr\w*) (?:\w+ ){{0,3}}(?:mon|ma|l heure|le jour|la date|mes) ?(?:{_BOOKING_FR})?|j ai (?:bien |deja )?(?:un )?rdv|rdv c est quand|c est quand mon",
        rf"(?:wanneer|welk uur|welke dag|hoe laat|waar) (?:\w+ ){{0,3}}(?:mijn|men|m n) {_BOOKING_NL}|mijn {_BOOKING_NL} (?:\w+ ){{0,3}}(?:wanneer|waar|uur|zien|kwijt|dag|bekijken|nakijken)|heb ik (?:\w+ ){{0,2}}(?:een )?afspraak|(?:vergeten|vergete|kwijt|herinner\w*|toon|tonen|bevestig\w*) (?:\w+ ){{0,4}}(?:afspraak|uur|dag|datum|code)|welk\w* (?:uur|dag) (?:was|is) het",
    ),
    "late": (
        r"(?:suis|serai|sui|sera|arrive\w*|vais etre|vais arriver|jsui|jserai|aurai|ai) (?:\w+ ){0,4}(?:retard|retar|ritard)|^(?:\w+ ){0,2}retard\b|(?:arrive|la) dans (?:\d+|dix|cinq|quinze|vingt) ?(?:min\w*|mn)?|(?:metro|tram|bus|train) (?:\w+ ){0,3}(?:panne|retard|bloque|bloke|rate|venu|pas venu|coince)|(?:bouchons|embouteillages?|coincee? dans)|rate (?:mon|le) (?:bus|train|tram|metro)|pas (?:etre )?a (?:l heure|temps)",
        r"(?:ben|kom|zal|ga|kben|sta|zit) (?:\w+ ){0,5}(?:te laat|later|telaat|vertraging|file|onderweg)|(?:tram|bus|trein|metro) (?:\w+ ){0,4}(?:gemist|vertraging|stuk|vast|niet gekomen|kapot)|\d+ min\w* (?:te laat|later|vertraging)|niet op tijd|vertraging|in de file",
    ),
    "human": (
        rf"(?:parl\w*|parle|discut\w*|cause\w*|joindre|contact\w*|passe\w* moi|voir|avoir|veux|veu|voudrais|rencontrer|donnez moi|prefere) (?:\w+ ){{0,2}}(?:a |avec |au )?{_PERSON_FR}\b|appele?z? moi|(?:me )?(?:rappel\w*|telephon\w*) (?:moi|svp)|me (?:rappeler|telephoner|appeler)|vrai(?:e)? (?:humain|personne)|pas (?:a )?(?:un|une) (?:robot|machine)|marre du robot",
        rf"(?:spreken|praten|sprek\w*|praat\w*|bellen|verbind\w*|contact|wil|geef|liever|doorverbinden|zien) (?:\w+ ){{0,2}}(?:met |aan )?{_PERSON_NL}\b|{_PERSON_NL} (?:\w+ ){{0,2}}(?:spreken|praten|bellen|sprek\w*|aan de lijn|svp|aub|graag)|bel (?:mij|me)\b|(?:mij|me) (?:op)?bellen|geen (?:robot|machine|computer)|verbind (?:mij|me)",
    ),
    "language_switch": (
        r"(?:chang\w*|autre|choisir|choix|bouton|modifi\w*|mettre|passer?|continu\w*) (?:\w+ ){0,3}(?:langue|en (?:neerl\w*|flamand|francais|nl|fr|anglais|arabe))|(?:parl\w*|ecri\w*|repond\w*|explique\w*) (?:\w+ ){0,3}(?:en )?(?:neerl\w*|flamand|francais|nl|fr|anglais|arabe|turc|espagnol)\b|^(?:en )?(?:neerlandais|francais|fr|nl|flamand|anglais)(?: svp)?$|version (?:fr\w*|ne\w*)",
        r"(?:taal|andere taal|taalkeuze|taalknop)|(?:in het|naar het|naar|op zijn|in t|int) (?:nederlands|frans|engels|vlaams|arabisch|turks)\b|(?:spreek\w*|praat\w*|schrijf|antwoord\w*|verder|overschakelen) (?:\w+ ){0,3}(?:nederlands|frans|engels|vlaams)\b|^(?:nederlands|frans|vlaams|engels)(?: aub)?$",
    ),
    "delete_my_data": (
        r"(?:efface\w*|supprim\w*|detrui\w*|enlev\w*|oublie\w*|vide\w*|retir\w*) (?:\w+ ){0,4}(?:donnees|infos?|information\w*|tout|mon nom|messages?|histori\w*|dossier|compte|conversation|numero|traces?|memoire)|disparaitre de|(?:plus|aucune) (?:rien|trace)|oubliez moi",
        r"(?:wis\w*|verwijder\w*|vernietig\w*|vergeet|delete\w*|schrap\w*|weg met|haal) (?:\w+ ){0,4}(?:gegevens|alles|naam|berichten|gesprek|dossier|data|info\w*|historiek|spoor|account|mij|me)|(?:gegevens|alles|naam|berichten) (?:\w+ ){0,3}(?:wissen|verwijder\w*|weg|deleten|schrappen)|geen spoor",
    ),
    "restart": (
        r"recommenc\w*|redemarr\w*|remettre a zero|reparti\w* (?:de zero|du debut)|(?:depuis|au|du) debut|tout (?:reprendre|refaire)|refaire (?:tout|le)|(?:re)?mise a zero|reset|nouveau depart",
        r"opnieuw (?:beginnen|starten|begin|start)|herbegin\w*|herstart\w*|van(?:af)? (?:het )?(?:begin|nul|voor af aan)|van voren af aan|reset|terug naar het begin|alles opnieuw",
    ),
    "back": (
        r"(?:revenir|retour\w*|reveni|revien\w*) (?:\w+ )?(?:en arriere|question|avant|precedent\w*)?|en arriere|precedent\w*|(?:corrig\w*|chang\w*|modifi\w*) (?:\w+ )?(?:ma|mes|la) (?:dernier\w* )?repons\w*|(?:trompee?|erreur|mal clique|clique trop|mauvais bouton|faute)|question d avant",
        r"\bterug\b|vorige? (?:vraag|stap|scherm|bericht)|stap terug|(?:vergist|fout|verkeerd\w*|mis ?gedrukt|te snel ge\w+|typefout)|(?:antwoord|keuze) (?:\w+ )?(?:veranderen|wijzigen|verbeter\w*|corriger\w*|aanpassen)|verbeter wat",
    ),
    "menu": (
        r"\bmenu\b|(?:page|ecran) d accueil|(?:liste|autres?) (?:des )?(?:choix|options?|possibilites|boutons)|les choix|que (?:peux|pouvez|savez) (?:tu|vous) faire|(?:savez|peux|pouvez) (?:vous |tu )?faire quoi|autre chose",
        r"\bmenu\b|(?:begin|hoofd|start)(?:scherm|pagina|menu)|(?:lijst|andere) (?:keuzes?|opties|mogelijkheden|knoppen)|wat (?:kan|kunt|kunde) (?:je|u|jij|ge) (?:allemaal )?(?:doen)?|iets anders (?:kiezen|doen)",
    ),
    "help": (
        r"(?:comprends?|compren|compri\w*|pige) (?:\w+ )?(?:pas|rien|pa|plus|ri1)|aide[zr]? ?moi|besoin d aide|comment (?:ca marche|utiliser|faire ici|je fais)|je suis (?:perdue?|coincee?|bloquee?)|\baide\b|perdu dans",
        r"(?:begrijp|snap|versta|verstaan) (?:\w+ ){0,3}(?:niet|nie|ni|niks|niets|geen)|help (?:mij|me)|hulp (?:nodig|aub)|kunt u mij helpen|hoe werkt (?:dit|dat|het|da)|(?:zit|ben) vast|weg kwijt",
    ),
    "stop": (
        r"\bstop\b|\barret\w*|(?:veux|veu) (?:plus|pas) (?:\w+ )?(?:messages?|continuer|parler|recevoir|notif\w*)|(?:plus|pas) de messages?|laisse\w* moi tranquille|desabonn\w*|desinscri\w* (?:du|de) (?:bot|chat)|abandonne|fin de (?:la )?conversation|bloquer|quitter",
        r"\bstop\w*\b|geen (?:berichten|meldingen|sms) meer|(?:hou|houd|schei) (?:\w+ )?op\b|laat (?:mij|me) (?:met rust|gerust)|uitschrijven (?:van|uit) (?:deze|dit)|wil niet (?:meer )?verder|afsluiten|einde gesprek",
    ),
    "greet": (
        r"^(?:bonjour|bonsoir|salut|slt|bjr|coucou|hello|hey|hallo|hoi|dag|goeie\w*|goede\w*|yo|salam|allo|bon(?:ne)? (?:journee|dimanche|soiree|apres midi|matin))\b",
        r"\b(?:bonjour|bonsoir|goeiemorgen|goedemorgen|goeiedag|hallo)\b",
    ),
    "thanks": (
        r"\b(?:merci|mercii*|mersi|mrc|mci|thx|thanks|bedankt|dank|dankje\w*|dankjewel|dank u|danku|remerci\w*|dankbaar|bedankt\w*)\b|c est (?:gentil|parfait|sympa)|(?:super|top|parfait|nickel)\b",
    ),
    "rules": (
        r"\b(?:comment|combien|pourquoi|que se passe|risque|est ce que|puis je|peut on|obligee?|dois je|faut il|sanction|quel\w*|qu est ce|si je|si j|c est quoi|ai je droit|hoe|hoeveel|waarom|wat gebeurt|moet ik|mag ik|kan ik|verplicht|is het|als ik|welke?|heb ik recht|wat is|wie)\b",
    ),
}
_COMPILED = {name: re.compile("|".join(patterns)) for name, patterns in _PATTERNS.items()}


def turns_of_phrase(words: Sequence[str]) -> list[str]:
    """The names of the wishes that the words remind of."""
    folded = " ".join(words[:60])
    return [name for name, pattern in _COMPILED.items() if pattern.search(folded)]
