"""What a screen is shown, and what is told at the end."""

from .spec import FAULTS, STATUSES, TABLE

NEEDS = {"challenged": "answers", "authorizing": "authorization"}
SLOW_AFTER = 60_000


def output(context):
    verdict, reading = context["verdict"], context["reading"]
    if verdict["type"] == "connected":
        return {"outcome": "connected", "fresh": verdict["fresh"], "reading": reading}
    return {
        "outcome": "failed",
        "reason": verdict["reason"],
        "nextStep": verdict["nextStep"],
        "connectionStatus": reading and reading["connectionStatus"],
        "lastFault": context["fault"],
    }


def is_over(context):
    return context["verdict"]["type"] in ("connected", "failed")


def state(context):
    return context["verdict"]["type"] if is_over(context) else context["phase"]


def outcome(context):
    if not is_over(context):
        return None
    told = output(context)
    advice = TABLE["nextSteps"].get(told.get("nextStep"))
    return {**told, "message": f"It has ended: {state(context)}.", "advice": advice}


def warning_code(context):
    if context["fault"]:
        return context["fault"]["code"]
    # A job that goes on has the answers, whether or not the reply came.
    is_past = is_over(context) or context["verdict"]["type"] == "running"
    return None if is_past else context["lastSubmit"]


def is_recovering(context):
    return context["awaiting"] == "recovery"


def needs(context):
    return None if is_recovering(context) else NEEDS.get(state(context))


def is_busy(context):
    shown = state(context)
    return not is_over(context) and (is_recovering(context) or shown not in NEEDS)


def is_slow(context):
    is_waiting = is_busy(context) and context["phase"] not in NEEDS
    return is_waiting and context["observed"]["phase"] >= SLOW_AFTER


def shown_status(context):
    """The status, if it is one of this state: a one-element list, or none."""
    reading = context["reading"]
    if reading is None:
        return []
    name = reading["connectionStatus"]
    kind = STATUSES[name]["class"] if name in STATUSES else None
    shown = state(context)
    is_own = kind == shown if shown in NEEDS else kind not in NEEDS
    return [(name, reading.get("message"))] if is_own or is_over(context) else []


def status(context):
    for name, message in shown_status(context):
        known = name in STATUSES
        meaning = STATUSES[name]["meaning"] if known else "MX has a status that is not known here."
        return {"name": name, "known": known, "meaning": meaning, "message": message}
    return None


def looks(context):
    """What the revision counts the changes of."""
    return [
        state(context),
        needs(context),
        context["round"],
        context["prompt"],
        [(one["guid"], one["code"]) for one in shown_problems(context)],
        warning_code(context),
        shown_status(context),
        is_slow(context),
    ]


def shown_problems(context):
    return context["problems"] if needs(context) == "answers" else []


def between(start, end):
    return None if start is None else max(0, (end or 0) - start)


def view(context):
    is_asking = needs(context) == "answers"
    code = warning_code(context)
    return {
        "state": state(context),
        "busy": is_busy(context),
        "needs": needs(context),
        "round": context["round"],
        "prompt": context["prompt"],
        "challenges": context["challenges"] if is_asking else [],
        "answerWith": context["answerWith"],
        "problems": shown_problems(context),
        "warning": code and {"code": code, "message": FAULTS[code]["message"]},
        "status": status(context),
        "since": context["since"],
        "elapsed": between(context["since"], context["lastStampAt"]),
        "isSlow": is_slow(context),
        "rule": context["verdict"]["rule"],
        "revision": context["revision"],
        "outcome": outcome(context),
    }
