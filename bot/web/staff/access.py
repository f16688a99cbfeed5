"""Who may do what: every page and form of staff, and the role it takes. The one place that decides it.

`reception` may be anybody of the office, also a registered desk browser; `manager` only a manager. A page or form of
staff that is missing here stops the start with one sentence. While names are hidden at a desk, only what shows and
asks for none of them goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.routing import BaseRoute, Route

from bot.store.members import Role


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role, and whether it also goes on while names are hidden."""

    role: Role
    while_hidden: bool = False


_RECEPTION = (
    "GET /agenda/appointments/{id:int}",
    "POST /agenda/appointments/{id:int}/mark",
    "POST /agenda/appointments/{id:int}/cancel",
    "POST /agenda/undelivered/{id:int}",
    "POST /agenda/appointments/{id:int}/phoned",
    "GET /requests",
    "POST /requests/{id:int}/answer",
    "POST /requests/{id:int}/take-back",
    "GET /book",
    "POST /book",
    "GET /book/{id:int}",
    "GET /openings",
    "GET /openings/closures/{id:int}",
    "GET /in-your-name",
    "POST /sign-out/everywhere",
)
_RECEPTION_WHILE_HIDDEN = (
    "GET /agenda",
    "GET /agenda/week",
    "POST /agenda/code",
    "POST /agenda/language",
    "GET /names",
    "POST /names",
    "POST /sign-out",
)
_MANAGER = (
    "GET /openings/new",
    "POST /openings/new",
    "GET /openings/{id:int}",
    "POST /openings/{id:int}",
    "POST /openings/{id:int}/end",
    "GET /openings/close",
    "POST /openings/close",
    "POST /openings/closures/{id:int}/reopen",
    "GET /settings",
    "GET /settings/stop",
    "POST /settings/pause",
    "POST /settings/resume",
    "POST /settings/answers",
    "POST /settings/mode",
    "POST /settings/limits",
    "POST /settings/desk",
    "POST /settings/mailbox",
    "POST /settings/feed",
    "POST /settings/feed/stop",
    "GET /figures",
    "GET /figures.csv",
    "GET /team",
    "POST /team/invite",
    "POST /team/invites/{id:int}/cancel",
    "POST /team/mail",
    "POST /team/{id:int}/chat",
    "POST /team/{id:int}/email",
    "POST /team/{id:int}/role",
    "POST /team/{id:int}/remove",
    "POST /team/pin",
    "POST /team/browsers",
    "POST /team/browsers/{id:int}/revoke",
    "POST /team/sign-out",
)
RULES: Mapping[str, Rule] = (
    {route: Rule("reception") for route in _RECEPTION}
    | {route: Rule("reception", while_hidden=True) for route in _RECEPTION_WHILE_HIDDEN}
    | {route: Rule("manager") for route in _MANAGER}
)
# Set on the endpoints of staff, so that the others are known to be for everybody.
FOR_STAFF = "is_for_staff"


def rules_of(routes: Iterable[BaseRoute]) -> Mapping[object, Rule]:
    """The rule of each endpoint of staff. `LookupError` for a route of theirs that has none."""
    rules: dict[object, Rule] = {}
    for route in routes:
        if not isinstance(route, Route) or not getattr(route.endpoint, FOR_STAFF, False):
            continue
        for method in (route.methods or set()) - {"HEAD"}:
            name = f"{method} {route.path}"
            if name not in RULES:
                raise LookupError(f"{name} has no role: say in bot/web/staff/access.py who may use it")
            rules[route.endpoint] = RULES[name]
    return rules


def may(role: Role, rule: Rule) -> bool:
    return role == "manager" or rule.role == "reception"
