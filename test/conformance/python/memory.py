"""How the context changes with what MX answers. Each function changes the context that it is given."""

import route
from readings import are_same, guids
from spec import ENDS
from pacing import delay
from verdict import ONCE, Sight, as_by, verdict

FATAL = {
    "unauthorized": "unauthorized",
    "forbidden": "forbidden",
    "notFound": "notFound",
    "refused": "refused",
    "notAllowed": "refused",
}
TIMES = ("aggregatedAt", "successfullyAggregatedAt")
#: The longest that a call can well take, in ms.
LONGEST_CALL = 60_000
#: So many phases and rounds may begin without an act of ours, however long they take.
MOST_MOVES = 6
BEGIN_RUNNING = {"is": "running", "rule": "begin"}


def failed_verdict(end, rule):
    row = ENDS[end]
    return {"is": "failed", "rule": rule, "reason": row["reason"], "nextStep": row["nextStep"]}


def outage(context, at):
    """How long MX was not to be reached before it answered."""
    return 0 if context["faultSince"] is None else max(0, at - context["faultSince"])


def not_after(at, moment):
    """A clock that is set back does not make time stand still."""
    return min(moment, at)


def answered(context, at):
    lost = outage(context, at)
    for moment in ("since", "actedAt"):
        context[moment] = at if context[moment] is None else not_after(at, context[moment] + lost)
    if context["askedAt"] is not None:
        context["askedAt"] = not_after(at, context["askedAt"] + lost)
    if context["newsAt"] is not None:
        context["newsAt"] = not_after(at, context["newsAt"])
    context.update(at=at, fault=None, faultSince=None, failures=0)


def away(context, at):
    """How long nobody was there to ask MX; less than nothing where the clock was set back."""
    passed = 0 if context["at"] is None else at - context["at"]
    return passed - min(max(0, passed), delay(context) + LONGEST_CALL)


def failed(context, fault):
    at = fault["at"]
    if context["faultSince"] is None:
        context["faultSince"] = at
    else:
        skip(context, at, away(context, at))
    context.update(at=at, fault=fault)
    context["verdict"] = {"is": "none", "rule": "fault"}


def skip(context, at, absence):
    """Time that does not count, neither as an outage nor for what the outage interrupts."""
    for moment in ("since", "actedAt", "askedAt", "faultSince"):
        if context[moment] is not None:
            context[moment] = not_after(at, context[moment] + absence)


def fatal(context, fault):
    failed(context, fault)
    context["verdict"] = failed_verdict(FATAL.get(fault["code"], "unreachable"), "fatalFault")


def started(context, reading):
    answered(context, reading["at"])
    context.update(
        since=reading["at"],
        actedAt=reading["at"],
        moves=0,
        reading=reading,
        repeats=0,
        baseline=times(reading),
        newsAt=reading["at"],
        pendingStart="none",
        seenRunning=False,
        passedOver=0,
        commanded=True,
        hint="none",
        verdict=BEGIN_RUNNING,
    )


def submitted(context, reading):
    answered(context, reading["at"])
    context.update(
        reading=reading,
        repeats=0,
        newsAt=reading["at"],
        accepted=context["accepted"] + context["asked"],
        challenges=[],
        passedOver=0,
        commanded=True,
        verdict=BEGIN_RUNNING,
    )


def judge(context, reading):
    """A reading has arrived: what it means, and what is remembered of it."""
    found = verdict(reading, context)
    answered(context, reading["at"])
    context.update(
        commanded=False,
        readings=context["readings"] + 1,
        passedOver=context["passedOver"] + 1 if found["rule"] in ("stale", "echo") else 0,
        verdict=found,
    )
    if found["rule"] != "stale":
        believe(context, reading, found)
    check_deadline(context)


def believe(context, reading, found):
    context["baseline"] = next_baseline(context, reading)
    is_again = are_same(reading, context["reading"])
    context["repeats"] = context["repeats"] + 1 if is_again else 1
    if context["repeats"] == 1:
        context["newsAt"] = reading["at"]
    if reading["isBeingAggregated"] is True or reading["connectionStatus"] == "CHALLENGED":
        context["seenRunning"] = True
    if found["is"] != "none":
        context["challenges"] = reading["challenges"] if found["is"] == "challenged" else []
    if found["is"] not in ("challenged", "none") and found["rule"] != "echo":
        context["answerLost"] = False
    context["reading"] = reading


def next_baseline(context, reading):
    """What the start has not said is as the first reading has it."""
    return {**times(reading), **(context["baseline"] or {})}


def times(reading):
    """Of a reading, what others are compared with."""
    if reading is None:
        return None
    return {key: reading[key] for key in TIMES if key in reading}


def check_deadline(context):
    """A deadline ends only what would go on."""
    if is_end(context["verdict"]):
        return
    needs_user = context["phase"] in ("authorizing", "challenged")
    limit = context["deadlines"]["needsUser" if needs_user else "busy"]
    is_late = route.goes_on(context) and is_over(context, "since", limit)
    moves_on = context["moves"] > MOST_MOVES
    if is_late or (moves_on and is_over(context, "actedAt", longest(context["deadlines"]))):
        context["verdict"] = at_last(context, needs_user)


def at_last(context, needs_user):
    """What was seen once says more than that it took too long."""
    twice = ONCE.get(context["verdict"]["rule"])
    if twice:
        return as_by(twice, Sight(context["reading"], context))
    return failed_verdict("abandoned" if needs_user else "tookTooLong", "deadline")


def is_end(verdict):
    return verdict["is"] in ("connected", "failed")


def is_over(context, moment, limit):
    return context[moment] is not None and context["at"] - context[moment] > limit


def longest(deadlines):
    """After so long without an act of ours nothing goes on, whatever comes and goes."""
    return 2 * (deadlines["busy"] + deadlines["needsUser"])


def ask_now(context):
    """The same questions again: to us that is an asking only if we have answered them."""
    if context["askedAt"] is None:
        context.update(asking=context["asking"] + 1, askedAt=context["at"])


def open_round(context):
    """New questions begin a round; those that were answered in vain are asked again in theirs."""
    asked = guids(context["challenges"])
    if route.asks_the_same(context) and context["verdict"]["rule"] != "echoTooLong":
        ask_now(context)
        return
    replaced = [guid for guid in context["asked"] if guid not in context["accepted"]]
    superseded = context["superseded"] + replaced
    context.update(
        round=context["round"] + 1,
        asking=context["asking"] + 1,
        superseded=[guid for guid in superseded if guid not in asked],
        accepted=[guid for guid in context["accepted"] if guid not in asked],
        asked=asked,
        askedAt=context["at"],
        since=context["at"],
        moves=context["moves"] + 1,
        problems=[],
        answerLost=False,
    )
