"""The C5xx rules: whether what is said of organisations and rules can be true. Age is not among them: see `ageing`."""

from __future__ import annotations

from bot.content.problems import Rule

NOT_BELGIAN = Rule(
    "C501",
    "error",
    "Not a Belgian phone number",
    "02 and eight other digits in all nine, 04xx and six more, 0800 and five, or a short number such as 112 or 1813.",
    "phone: 02 349 82 1",
    "phone: 02 349 82 10",
)
NOT_HTTPS = Rule(
    "C502",
    "warning",
    "A website that does not begin with https://",
    "Telegram opens only whole addresses, and http:// makes phones warn. Open the site; copy what the browser shows.",
    "website: www.actiris.brussels",
    "website: https://www.actiris.brussels/",
)
HOURS_OVERLAP = Rule(
    "C503",
    "error",
    "Hours that overlap",
    "A day stands in one part only, with all its times in order.",
    'phone_hours: "Mo-Fr 09:00-12:00; We 11:00-15:00"',
    'phone_hours: "Mo,Tu,Th,Fr 09:00-12:00; We 09:00-15:00"',
)
NO_SOURCE = Rule(
    "C504",
    "warning",
    "A page without a source",
    "Say where the facts come from: the address of at least one page. What has no source is not stated.",
    "sources: []",
    "sources:\n  - https://www.actiris.brussels/",
)
WRONG_POSTCODE = Rule(
    "C505",
    "error",
    "A postcode that does not exist in Brussels, or is another commune's",
    "Write the postcode of the commune that is named on the page; 1040 and 1050 belong to two communes each.",
    'commune: forest\npostcode: "1180"',
    'commune: forest\npostcode: "1190"',
)
UNCERTAIN_OFFICE = Rule(
    "C506",
    "error",
    "An uncertain office that people are sent to",
    "Nobody knows whether it is still open: no `allows: walk_in`, no point on a map, and no recommendation shows it.",
    "status: uncertain\nallows: walk_in",
    "status: uncertain\nallows: none",
)
HOURS_NOT_CONFIRMED = Rule(
    "C507",
    "error",
    "Opening hours of a Mission Locale that nobody has confirmed",
    "No source for them is sure. Ask the office; then write them with `checked_on`, and take opening_hours out of "
    "to_confirm and unknown.",
    'kind: mission-locale\nchecked_on:\nopening_hours: "Mo-Fr 09:00-12:00"',
    'kind: mission-locale\nchecked_on: 2026-11-02\nopening_hours: "Mo-Fr 09:00-12:00"',
)
IN_THE_FUTURE = Rule(
    "C508",
    "error",
    "Checked in the future",
    "checked_on is the day on which somebody last checked the facts: today, or earlier.",
    "checked_on: 2062-03-02",
    "checked_on: 2026-03-02",
)
SHARED_NUMBER = Rule(
    "C509",
    "warning",
    "The same number in two organisations",
    "One of the two was probably copied. If both are right, the one may say {phone:ID} of the other instead.",
    "phone: 0800 35 123   in actiris.md and in vdab-brussel.md",
    "phone: 0800 30 700   in vdab-brussel.md",
)
NOBODY_TO_ASK = Rule(
    "C510",
    "warning",
    "Who can confirm has no phone number",
    "The notice under an answer names who can confirm. Name an organisation with a number, or one with an office in "
    "each commune.",
    "confirm_with: trace-brussel",
    "confirm_with: actiris",
)
NOTHING_TO_OFFER = Rule(
    "C511",
    "error",
    "An office offers what it does not have",
    "`allows: phone` needs a phone, `walk_in` a street.",
    "allows: phone   and no line `phone: …`",
    "allows: none",
)
KNOWN_AND_UNKNOWN = Rule(
    "C512",
    "warning",
    "A fact that is given, and said to be unknown",
    "Take the key out of `unknown`, or take the fact away. If it must still be confirmed, it belongs in `to_confirm`.",
    "phone: 02 349 82 10\nunknown: [phone]",
    "phone: 02 349 82 10\nunknown: []",
)
NOTHING_TO_CONFIRM = Rule(
    "C513",
    "warning",
    "A fact that must be confirmed, and is not there",
    "`to_confirm` names facts of the page; what is missing belongs in `unknown`.",
    "to_confirm: [mobile]   and no line `mobile: …`",
    "unknown: [mobile]",
)
WRONG_OFFICE_OF_COMMUNE = Rule(
    "C514",
    "error",
    "The office of a commune is not one, or lies in another commune",
    "`mission_locale` is an organisation of kind mission-locale in this commune; `werkwinkel` one of kind werkwinkel.",
    "communes/forest.md with mission_locale: mission-locale-ixelles",
    "communes/forest.md with mission_locale: mission-locale-forest",
)
POSTCODE_TWICE = Rule(
    "C515",
    "error",
    "A postcode that two communes have",
    "Everybody with this postcode would be sent to one of the two. Write it in shared_postcodes of the other.",
    'postcodes: ["1190"] in forest.md and in uccle.md',
    'postcodes: ["1190"] in forest.md alone',
)
NOT_AN_EMAIL = Rule(
    "C516",
    "error",
    "Not an e-mail address",
    "Write one address, as in info@example.org.",
    "email: info at example.org",
    "email: info@example.org",
)
SELDOM_CHECKED = Rule(
    "C517",
    "warning",
    "Rules that change, and are seldom checked",
    "With `volatile: yes` somebody looks at least every 90 days.",
    "volatile: yes\ncheck_every: 365 days",
    "volatile: yes\ncheck_every: 90 days",
)
FORMER_OFFICE = Rule(
    "C518",
    "error",
    "People are sent to an organisation that no longer exists",
    "Name the one that does its work today, or nobody.",
    "next:\n  - organisation: ootb",
    "next:\n  - organisation: trace-brussel",
)
FAR_AWAY = Rule(
    "C519",
    "warning",
    "A point on the map that is far from its postcode",
    "The point lies more than 4 km from the centre of the postcode. Open it on a map, and copy both numbers again.",
    'postcode: "1190"\nlat: "50.9091"',
    'postcode: "1190"\nlat: "50.8091"',
)
MIXED_EMERGENCY = Rule(
    "C520",
    "error",
    "A line that is no emergency service is marked as one, or the reverse",
    "`emergency: yes` is for 100, 101 and 112 alone: they send somebody at once. A listening line does not.",
    'phone: "107"\nemergency: yes',
    'phone: "107"\nemergency: no',
)

FACT_RULES = (
    NOT_BELGIAN, NOT_HTTPS, HOURS_OVERLAP, NO_SOURCE, WRONG_POSTCODE, UNCERTAIN_OFFICE, HOURS_NOT_CONFIRMED,
    IN_THE_FUTURE, SHARED_NUMBER, NOBODY_TO_ASK, NOTHING_TO_OFFER, KNOWN_AND_UNKNOWN, NOTHING_TO_CONFIRM,
    WRONG_OFFICE_OF_COMMUNE, POSTCODE_TWICE, NOT_AN_EMAIL, SELDOM_CHECKED, FORMER_OFFICE, FAR_AWAY, MIXED_EMERGENCY,
)  # fmt: skip
