"""What a screen is shown, and what is told at the end."""

from spec import STATUSES, TABLE

NEEDS = {"challenged": "answers", "authorizing": "authorization"}
TAKES_LONG = 60_000
FAULTS = {row["code"]: row["meaning"] for row in TABLE["faults"]}


def output(state, context):
    verdict, reading = context["verdict"], context["reading"]
    if state == "connected":
        return {"outcome": "connected", "fresh": verdict["fresh"], "reading": reading}
    return {
        "outcome": "failed",
        "reason": verdict["reason"],
        "nextStep": verdict["nextStep"],
        "connectionStatus": reading and reading["connectionStatus"],
        "trouble": context["fault"],
    }


def outcome(state, context):
    told = output(state, context)
    advice = TABLE["nextSteps"].get(told.get("nextStep"))
    return {**told, "message": f"It has ended: {state}.", "advice": advice}


def trouble(context):
    if context["fault"]:
        code = context["fault"]["code"]
        return {"code": code, "message": FAULTS[code]}
    if context["answerLost"]:
        return {"code": "answerLost", "message": "Nobody knows whether the answer has arrived."}
    return None


def status(context):
    name = context["reading"] and context["reading"]["connectionStatus"]
    known = name in STATUSES
    meaning = STATUSES[name]["meaning"] if known else "MX has a status that is not known here."
    return {"name": name, "known": known, "meaning": meaning}


def between(start, end):
    return None if start is None or end is None else max(0, end - start)


def view(state, context):
    shown = state.split(".")[0]
    is_busy = shown in ("aggregating", "resumed")
    is_asking = shown == "challenged"
    quiet = between(context["newsAt"], context["at"])
    return {
        "state": shown,
        "busy": is_busy,
        "needs": NEEDS.get(shown),
        "round": context["round"],
        "asking": context["asking"],
        "challenges": context["challenges"] if is_asking else [],
        "problems": context["problems"] if is_asking else [],
        "trouble": trouble(context),
        "status": status(context),
        "since": context["since"],
        "elapsed": between(context["since"], context["at"]),
        "takesLong": is_busy and quiet is not None and quiet >= TAKES_LONG,
        "rule": context["verdict"]["rule"],
        "outcome": outcome(state, context) if shown in ("connected", "failed") else None,
    }
