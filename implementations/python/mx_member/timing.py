"""How long to wait, when a hint is followed, and when time is up, in ms."""

from math import floor

from .verdict import CONFIRMED_AFTER, asked_wait

FAST_PERIOD = 120_000
RECHECK_DELAY = 3_000
TIMER_SLACK = 10
MAX_CALL = 60_000
CONFIRM_GRACE = 300_000
MAX_WAIT = 2_147_483_647
GROWTH = 1 / 4
#: Beyond this, doubling makes no difference.
MAX_DOUBLINGS = 31


def needs_user(phase):
    return phase in ("authorizing", "challenged")


def rounded(ms):
    return floor(ms + 0.5)


def jitter(context):
    """FNV-1a, 32 bits, over code points, and the finalizer of MurmurHash3; from 0 to below 1."""
    user, member = context["member"]["userGuid"], context["member"]["memberGuid"]
    digest = 2166136261
    for character in f"{user}/{member}":
        digest = ((digest ^ ord(character)) * 16777619) % 2**32
    digest = ((digest ^ digest >> 16) * 2246822507) % 2**32
    digest = ((digest ^ digest >> 13) * 3266489909) % 2**32
    return (digest ^ digest >> 16) / 2**32


def took(context):
    """How long the last successful call took; 0 where another stamp came after it."""
    reading = context["reading"]
    is_last = reading is not None and reading["at"] == context["lastStampAt"]
    return reading.get("took", 0) if is_last else 0


def is_unconfirmed(context):
    return context["finding"] is not None and context["finding"]["rule"].endswith("Once")


def is_checked_soon(context):
    return is_unconfirmed(context) or context["ignoredSince"] is not None


def until_confirming(context):
    if not is_unconfirmed(context):
        return 0
    finding = context["finding"]
    passed = max(0, context["lastStampAt"] - finding["from"])
    return CONFIRMED_AFTER[finding["rule"]] + TIMER_SLACK - passed


def pace(context):
    pacing, passed = context["pacing"], context["observed"]["phase"]
    if needs_user(context["phase"]):
        usual, most, grown = pacing["needsUser"], pacing["needsUserMost"], passed
    else:
        usual, most, grown = pacing["busy"], pacing["busyMost"], max(0, passed - FAST_PERIOD)
    return min(max(usual, most), usual + grown * GROWTH)


def failures(context):
    """How often calls have failed in a row. Answers that MX refuses again count as such."""
    is_refused = context["verdict"]["type"] == "reread"
    return context["refusals"] - 1 if is_refused else context["failures"]


def back_off(context):
    usual = pace(context)
    doubled = usual * 2 ** min(failures(context), MAX_DOUBLINGS)
    return max(usual, min(context["pacing"]["failedMost"], doubled))


def uncapped_delay(context):
    asked, confirming = asked_wait(context, context["lastStampAt"] or 0), until_confirming(context)
    if failures(context) > 0:
        wait = back_off(context)
        return max(wait, asked, confirming) + (1 + jitter(context)) * wait / 8
    if context["awaiting"] == "command":
        first = context["pacing"]["first"] + jitter(context) * context["pacing"]["spread"]
        return max(asked, confirming, first)
    if context["hint"] == "pending" and confirming <= 0:
        return 0
    usual = pace(context)
    wait = min(usual, RECHECK_DELAY) if is_checked_soon(context) else usual
    # From send to send; a slow call is credited for half of the wait at most.
    return max(confirming, wait / 2, wait - took(context))


def delay(context):
    return min(rounded(uncapped_delay(context)), MAX_WAIT)


def last_fault(context):
    """The fault of the last call; `None` where MX has answered since."""
    fault = context["fault"]
    return fault if fault is not None and fault["at"] == context["lastStampAt"] else None


def is_rate_limited(context):
    fault = last_fault(context)
    return fault is not None and fault["code"] == "rateLimited"


def is_refused_again(context):
    return context["verdict"]["type"] == "reread" and context["refusals"] > 1


def accepts_hint(context):
    return context["hint"] == "none" and not is_rate_limited(context) and not is_refused_again(context)


def can_read_now(context):
    return accepts_hint(context) and (context["failures"] > 0 or not is_unconfirmed(context))


def observed_gap(context, at):
    """How much of the time since the last stamp was observed: no absence counts, and no clock that is set."""
    last = at if context["lastStampAt"] is None else context["lastStampAt"]
    return min(max(0, at - last), delay(context) + MAX_CALL)


def limit_passed(context, phase_goes_on):
    """Which limit has passed; `None` for none."""
    observed, deadlines = context["observed"], context["deadlines"]
    grace = CONFIRM_GRACE if is_unconfirmed(context) else 0
    limit = deadlines["needsUser" if needs_user(context["phase"]) else "busy"]
    total = 2 * (deadlines["busy"] + deadlines["needsUser"]) + deadlines["unreachable"]
    if observed["outage"] > deadlines["unreachable"]:
        return "outage"
    if phase_goes_on and observed["phase"] > limit + grace:
        return "phase"
    return "phase" if observed["total"] > total + grace else None
