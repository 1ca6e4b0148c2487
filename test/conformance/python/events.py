"""What happens to a member, and in which places it is heard."""

import memory
from answers import check, problem, values
from verdict import ONCE
from memory import answered, failed, fatal, failed_verdict, judge, started, submitted

MOST_STARTS = 5
HOPELESS = ("unauthorized", "forbidden", "notFound", "refused", "notAllowed")


def heard(walk, event):
    """What to do about an event; `None` where it is not heard."""
    kind = event["type"]
    if not is_of_turn(walk, event):
        return None
    if kind in ("done", "error"):
        place, hear = CALLS[kind, event["call"]]
        return hear if walk.place == place else None
    if kind == "challenge.answer":
        return hears_answers(walk, event)
    return PLAIN[kind](walk)


def is_of_turn(walk, event):
    return event.get("turn", walk.turn) == walk.turn


def hears_cancel(walk):
    return None if walk.is_over else cancel


def cancel(walk, _):
    walk.drop()
    walk.context["verdict"] = failed_verdict("cancelled", "cancelled")
    walk.go("failed")


def hears_elapsed(walk):
    if walk.place == "waiting" or walk.waits_for_other_job:
        return due
    return start_again if walk.place == "queued" else None


def due(walk, _):
    walk.context["hint"] = "used" if is_for_news(walk.context) else "none"
    walk.read_again()


def start_again(walk, _):
    walk.go("aggregating.starting")


def is_for_news(context):
    """Whether a reading that is due is made for news; a second look was due without."""
    return context["hint"] == "pending" and context["verdict"]["rule"] not in ONCE


def may_be_news(context):
    fault = context["fault"]
    return context["hint"] == "none" and not (fault and fault["code"] == "rateLimited")


def hears_news(walk):
    if not may_be_news(walk.context):
        return None
    if walk.place == "reading":
        return remember_news
    if walk.place == "waiting" and walk.context["verdict"]["rule"] in ONCE:
        return None
    return read_at_once if walk.place == "waiting" or walk.waits_for_other_job else None


def remember_news(walk, _):
    walk.context["hint"] = "pending"


def read_at_once(walk, _):
    walk.drop()
    walk.context["hint"] = "used"
    walk.read_again()


def hears_answers(walk, event):
    is_asked = walk.state in ("challenged.waiting", "challenged.reading")
    return answer if is_asked and is_of_asking(walk, event) else None


def is_of_asking(walk, event):
    return event.get("asking", walk.context["asking"]) == walk.context["asking"]


def answer(walk, event):
    context = walk.context
    context["problems"] = check(event["answers"], context)
    if context["problems"]:
        tell_problems(walk)
        return
    context.update(phase="resumed", since=None, askedAt=None, actedAt=None, moves=0)
    context["answerLost"] = False
    forget_news(context)
    walk.drop()
    walk.tell("resumed")
    walk.go("resumed.submitting", answers=values(event["answers"], context["challenges"]))


def tell_problems(walk):
    context = walk.context
    walk.tell("answer.refused", asking=context["asking"], problems=context["problems"])


def forget_news(context):
    context["hint"] = "none"


def start_done(walk, event):
    started(walk.context, event["reading"])
    walk.go("aggregating.waiting")


def start_failed(walk, event):
    context, fault = walk.context, event["fault"]
    if fault["code"] == "conflict":
        answered(context, fault["at"])
        context.update(pendingStart="otherJob", verdict=memory.BEGIN_RUNNING)
        walk.go("aggregating.queued")
    elif fault["code"] in HOPELESS or context["failedStarts"] + 1 >= MOST_STARTS:
        fatal(context, fault)
        walk.go("failed")
    else:
        failed(context, fault)
        context["pendingStart"] = "fault"
        for count in ("failures", "failedStarts", "readings"):
            context[count] += 1
        walk.go("aggregating.queued")


def read_done(walk, event):
    judge(walk.context, event["reading"])
    walk.follow()


def read_failed(walk, event):
    context, fault = walk.context, event["fault"]
    if fault["code"] in HOPELESS:
        fatal(context, fault)
        walk.go("failed")
        return
    failed(context, fault)
    for count in ("failures", "readings"):
        context[count] += 1
    if context["at"] - context["faultSince"] > context["deadlines"]["unreachable"]:
        context["verdict"] = failed_verdict("unreachable", "deadline")
    walk.follow()


def submit_done(walk, event):
    submitted(walk.context, event["reading"])
    walk.go("resumed.waiting")


def submit_failed(walk, event):
    fault = event["fault"]
    code = fault["code"]
    if code == "refused":
        refuse(walk, fault)
    elif code == "notAllowed":
        failed(walk.context, fault)
        walk.context.update(answerLost=False, commanded=True)
        walk.go("resumed.reading")
    elif code in HOPELESS:
        fatal(walk.context, fault)
        walk.go("failed")
    else:
        failed(walk.context, fault)
        walk.context.update(answerLost=True, commanded=True)
        walk.go("resumed.waiting")


def refuse(walk, fault):
    """MX did not take the answers: it is read whether the questions stand."""
    context = walk.context
    answered(context, fault["at"])
    problems = [problem(guid, "refused") for guid in context["asked"]]
    context.update(asking=context["asking"] + 1, askedAt=fault["at"], problems=problems)
    tell_problems(walk)
    walk.go("challenged.reading")


PLAIN = {
    "cancel": hears_cancel,
    "elapsed": hears_elapsed,
    "status.changed": hears_news,
}
CALLS = {
    ("done", "startJob"): ("starting", start_done),
    ("error", "startJob"): ("starting", start_failed),
    ("done", "readStatus"): ("reading", read_done),
    ("error", "readStatus"): ("reading", read_failed),
    ("done", "submitAnswers"): ("submitting", submit_done),
    ("error", "submitAnswers"): ("submitting", submit_failed),
}
