"""How long to wait, in ms."""

from math import floor

from verdict import ONCE

STEADY = 120_000
#: The longest wait after a reading that proved nothing.
SOON = 3_000
#: So many of the same are looked into so soon.
MOST_SOON = 3
LONGEST = 2_147_483_647
GROWTH = 1 / 4
#: Beyond this, doubling makes no difference.
MOST_DOUBLINGS = 64


def rounded(ms):
    return floor(ms + 0.5)


def jitter(context):
    """FNV-1a, 32 bits, over code points; from 0 to below 1."""
    member = context["member"]
    text = f"{member['userGuid']}/{member['memberGuid']}/{context['readings']}"
    digest = 2166136261
    for character in text:
        digest = ((digest ^ ord(character)) * 16777619) % 2**32
    return digest / 2**32


def elapsed(context):
    if context["at"] is None or context["since"] is None:
        return 0
    return max(0, context["at"] - context["since"])


def is_worth_a_look(context):
    return context["verdict"]["rule"] == "stale" or context["repeats"] <= MOST_SOON


def pace(context):
    pacing, verdict = context["pacing"], context["verdict"]
    busy, needs_user = pacing["busy"], pacing["needsUser"]
    if verdict["is"] == "none" and verdict["rule"] != "fault" and is_worth_a_look(context):
        return min(busy, SOON)
    if context["phase"] in ("aggregating", "resumed"):
        grown = busy + max(0, elapsed(context) - STEADY) * GROWTH
        return min(max(busy, pacing["busyMost"]), grown)
    grown = needs_user + elapsed(context) * GROWTH
    return min(max(needs_user, pacing["needsUserMost"]), grown)


def back_off(context):
    usual = pace(context)
    doubled = usual * 2 ** min(context["failures"], MOST_DOUBLINGS)
    return max(usual, min(context["pacing"]["failedMost"], doubled))


def asked_for(context):
    """What MX has asked for, within reason."""
    fault = context["fault"] or {}
    return min(fault.get("retryAfter", 0), context["deadlines"]["unreachable"])


def wish(context):
    """Not always what a timer can hold."""
    if context["failures"] > 0:
        wait = back_off(context)
        return max(wait, asked_for(context)) + jitter(context) * wait / 4
    if context["commanded"]:
        first = context["pacing"]["first"] + jitter(context) * context["pacing"]["spread"]
        return max(asked_for(context), first)
    is_at_once = context["hint"] == "pending" and context["verdict"]["rule"] not in ONCE
    return 0 if is_at_once else pace(context)


def delay(context):
    return min(rounded(wish(context)), LONGEST)
