"""The card of an office, and everything that shows how to reach one.

Pure. The first button follows what the office allows now: a time, a phone call, or the nearest Mission Locale that has
a number. What nobody checked is said as such, once per card.
"""

from __future__ import annotations

from bot.content.conditions import NO_ADDRESS, OUTSIDE
from bot.content.model import CommuneOffice, Lang, Organisation
from bot.content.places.distances import nearest_mission_locales, point_of
from bot.content.recommend import Advice
from bot.conversation.asked import COMMUNE, LANGUAGE, NEAR
from bot.conversation.offices.opening import is_open_at, next_opening
from bot.conversation.replies import Button, CommuneName, Message, OfficeName, Rows, Say
from bot.conversation.state import State
from bot.conversation.world import World
from bot.language.dates import to_brussels


def office_message(advice: Advice, second: Advice | None, state: State, world: World) -> Message:
    """Screen 4: name, why, where, how; the first button is what this office allows."""
    office = world.content.organisations[advice.organisation]
    parts = [Say("office.name", {"office": OfficeName(office.id)}), *_reason(advice, state)]
    of_commune = office_in(office, lives_in(state))
    parts += _where(office, world, of_commune)
    rules = world.rules(office.id)
    rows: list[tuple[Button, ...]] = []
    match "phone" if of_commune else rules.mode:
        case "slots":
            rows.append((Button(Say("buttons.choose_time"), "choose_office", office.id),))
        case "request":
            rows.append((Button(Say("buttons.request"), "request", office.id),))
            parts.append(Say("office.answers_requests"))
        case "phone":
            rows.append((_call(office, of_commune),))
            parts.append(Say("office.phone_only"))
        case "walk_in":
            parts.append(Say("office.walk_in"))
        case "none":
            instead = reachable_instead(office, state, world)
            if instead:
                parts.append(Say("office.no_way_in", {"other": OfficeName(instead)}))
                rows.append((Button(OfficeName(instead), "choose_office", instead),))
            else:
                parts.append(Say("office.no_way_in_at_all"))
    if rules.paused:
        parts.append(Say("office.paused"))
    walk_in = rules.walk_in.get(state.lang or "fr") or next(iter(rules.walk_in.values()), "")
    if walk_in:
        parts.append(Say("office.walk_in_says", {"text": walk_in}))
    rows.append((Button(Say("buttons.show_counter"), "show", office.id, durable=True),))
    rows.append((Button(Say("buttons.already_followed"), "followed", office.id, durable=True),))
    if second:
        rows.append(
            (
                Button(
                    Say("buttons.second_office", {"office": OfficeName(second.organisation)}),
                    "choose_office",
                    second.organisation,
                ),
            )
        )
    rows.append((Button(Say("buttons.correct"), "fix"),))
    return Message(tuple(parts), tuple(rows))


def organisation_message(organisation: Organisation, state: State, world: World) -> Message:
    """An organisation as an answer shows it: who, what for, how to reach it."""
    parts = [Say("office.name", {"office": OfficeName(organisation.id)}), Say(f"organisation:{organisation.id}")]
    of_commune = office_in(organisation, lives_in(state))
    parts += _where(organisation, world, of_commune)
    rows: list[tuple[Button, ...]] = []
    if organisation.phone or of_commune:
        rows.append((_call(organisation, of_commune),))
    if organisation.allows == "may_book":
        rows.append((Button(Say("buttons.choose_here"), "book_at", organisation.id, durable=True),))
    return Message(tuple(parts), tuple(rows))


def followed_message(office: Organisation, world: World) -> Message:
    """Whoever is followed there already phones the counsellor: nothing is booked."""
    parts = [Say("office.followed", {"office": OfficeName(office.id)}), *_phone(office, world)]
    rows = (((Button(Say("buttons.call"), "call", office.id, durable=True)),),) if office.phone else ()
    return Message(tuple(parts), rows)


def counter_message(office: Organisation, state: State) -> Message:
    """Screen 4b: what a person who cannot say it shows at the counter."""
    commune = lives_in(state)
    # The text is for the receptionist: in the office's language, or the chat's where the office speaks both.
    lang = office.languages[0] if len(office.languages) == 1 else state.lang or "fr"
    lives = (
        Say(f"counter.lives_{lang}", {"commune": CommuneName(commune)})
        if commune
        else Say(f"counter.no_commune_{lang}")
    )
    parts = [Say("counter.title"), Say(f"counter.text_{lang}", {"lives": lives})]
    if state.answer(LANGUAGE):
        parts.append(Say(f"counter.speaks_{lang}_{'well' if state.answer(LANGUAGE) == state.lang else 'little'}"))
    return Message(tuple(parts))


def human_message(world: World, lang: Lang) -> Message:
    """A person's card: who, number, language, open now or when. It never says that somebody reads along."""
    parts = [Say("human.intro")]
    rows: list[tuple[Button, ...]] = []
    shown = [world.content.organisations[one] for one in world.content.site.human if one in world.content.organisations]
    for organisation in sorted(shown, key=lambda one: lang not in one.languages):
        if lang not in organisation.languages or not organisation.phone:
            continue
        parts.append(Say("human.line", {"office": OfficeName(organisation.id), "phone": organisation.phone}))
        parts += _opening(organisation, world)
        rows.append(
            (
                Button(
                    Say("buttons.call_office", {"office": OfficeName(organisation.id)}),
                    "call",
                    organisation.id,
                    durable=True,
                ),
            )
        )
    parts.append(Say("human.place_kept"))
    return Message(tuple(parts), (*rows, (Button(Say("buttons.continue"), "continue", durable=True),)))


def danger_message() -> Message:
    """Screen 9. Nothing is counted, nothing is sent to anyone."""
    return Message((Say("danger.card"),), ((Button(Say("buttons.no_continue"), "continue", durable=True),),))


def reachable_instead(office: Organisation, state: State, world: World) -> str:
    """The nearest Mission Locale with a number, for an office that nobody can reach; empty when there is none."""
    point = point_of(world.content, lives_in(state)) or point_of(world.content, office.commune)
    if point is None:
        return ""
    near = nearest_mission_locales(world.content, point, only_with_phone=True)
    return next((found for found, _ in near if found != office.id), "")


def contact_rows(organisation: Organisation) -> Rows:
    """[Appeler] when there is a number."""
    if not organisation.phone:
        return ()
    return ((Button(Say("buttons.call"), "call", organisation.id, durable=True),),)


def _reason(advice: Advice, state: State) -> list[Say]:
    if not advice.recommendation:
        return []
    values = {"km": str(round(advice.distance_km, 1)).replace(".", ",")} if advice.distance_km is not None else {}
    commune = lives_in(state)
    named = CommuneName(commune) if commune else Say("office.your_place")
    return [Say("office.why", {"reason": Say(f"reason:{advice.recommendation}", {**values, "commune": named})})]


def lives_in(state: State) -> str:
    """The commune where this person lives or is often near, or an empty string."""
    value = state.answer(NEAR) if state.answer(COMMUNE) == NO_ADDRESS else state.answer(COMMUNE)
    return "" if value in (OUTSIDE, NO_ADDRESS) else value


def office_in(organisation: Organisation, commune_value: str) -> CommuneOffice | None:
    """The office of one commune, for an organisation that has one in each."""
    commune, _, _ = commune_value.partition("/")
    return next((one for one in organisation.offices if one.commune == commune), None)


def number_of(organisation: Organisation, commune: str = "") -> str:
    """The number to call, that of the commune's office where there is one in each; empty when there is none."""
    of_commune = office_in(organisation, commune)
    return of_commune.phone if of_commune else organisation.phone


def _call(organisation: Organisation, of_commune: CommuneOffice | None) -> Button:
    target = f"{organisation.id}/{of_commune.commune}" if of_commune else organisation.id
    return Button(Say("buttons.call"), "call", target, durable=True)


def _where(office: Organisation, world: World, of_commune: CommuneOffice | None = None) -> list[Say]:
    """Address, phone, and at most one line on what is not known."""
    if of_commune:
        where = f"{of_commune.street}, {of_commune.postcode}"
        return [Say("office.address", {"address": where}), Say("office.phone", {"phone": of_commune.phone})]
    parts: list[Say] = []
    if any(words.street for words in office.words.values()):
        parts.append(Say(f"address:{office.id}"))
    parts += _phone(office, world)
    if any(words.note for words in office.words.values()):
        parts.append(Say(f"note:{office.id}"))
    elif not office.opening_hours and office.allows in ("may_book", "phone") and office.phone:
        parts.append(Say("office.hours_unknown"))
    elif office.freshness.is_unconfirmed(to_brussels(world.now).date()) and office.phone:
        parts.append(Say("office.to_confirm"))
    return parts


def _phone(office: Organisation, world: World) -> list[Say]:
    return [Say("office.phone", {"phone": office.phone}), *_opening(office, world)] if office.phone else []


def _opening(office: Organisation, world: World) -> list[Say]:
    """Open now, or when: only where the hours of the phone are known."""
    if not office.phone_hours:
        return []
    now = to_brussels(world.now)
    if is_open_at(office.phone_hours, now):
        return [Say("human.open_now")]
    opens = next_opening(office.phone_hours, now)
    return [Say("human.opens", {"moment": opens})] if opens else []
