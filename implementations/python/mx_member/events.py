"""What happens to a member, and in which places it is accepted."""

from . import context as updates
from . import timing
from .answers import check, problem, values
from .context import ended, failure_verdict


def accepted(walk, event):
    """What to do about an event; `None` where it changes nothing."""
    kind = event["type"]
    if not is_of_turn(walk, event):
        return None
    if kind in ("done", "error"):
        place, act = CALLS[kind, event["call"]]
        return act if walk.place == place else None
    return PLAIN[kind](walk, event)


def is_of_turn(walk, event):
    return event.get("turn", walk.turn) == walk.turn


def accepts_cancel(walk, _):
    return None if walk.is_over else cancel


def cancel(walk, _):
    walk.drop()
    ended(walk.context, failure_verdict("cancelled", "cancelled"))
    walk.go("failed")


def accepts_elapsed(walk, _):
    return due if walk.place in ("waiting", "queued") else None


def due(walk, _):
    walk.context["hint"] = "spent" if is_for_a_hint(walk.context) else "none"
    walk.read_again()


def is_for_a_hint(context):
    """A confirming poll was due anyway, so the hint is not spent on it."""
    return context["hint"] == "pending" and timing.until_confirming(context) <= 0


def accepts_hint(walk, _):
    if not timing.accepts_hint(walk.context):
        return None
    if walk.place == "reading":
        return remember_hint
    is_waiting = walk.place in ("waiting", "queued")
    return read_at_once if is_waiting and timing.can_read_now(walk.context) else None


def remember_hint(walk, _):
    walk.context["hint"] = "pending"


def read_at_once(walk, _):
    walk.drop()
    walk.context["hint"] = "spent"
    walk.read_again()


def accepts_answers(walk, event):
    if walk.is_over:
        return None
    is_asked = walk.context["phase"] == "challenged" and is_of_prompt(walk, event)
    return answer if is_asked and is_polled(walk) else refuse


def is_of_prompt(walk, event):
    return event["prompt"] == walk.context["prompt"]


def is_polled(walk):
    return walk.context["awaiting"] != "recovery"


def refuse(walk, event):
    """The sender gets the reason; nothing else changes."""
    may_stand = walk.context["phase"] == "challenged" and is_of_prompt(walk, event)
    code = "notYet" if may_stand and not is_polled(walk) else "superseded"
    walk.tell("answer.refused", prompt=event["prompt"], problems=[problem(None, code)])


def answer(walk, event):
    context = walk.context
    context["problems"] = check(event["answers"], context["challenges"])
    if context["problems"]:
        tell_problems(walk)
        return
    answers = values(event["answers"], context)
    updates.answering(context)
    walk.drop()
    walk.tell("resumed")
    walk.go("resumed.submitting", answers=answers)


def tell_problems(walk):
    context = walk.context
    walk.tell("answer.refused", prompt=context["prompt"], problems=context["problems"])


def start_done(walk, event):
    updates.started(walk.context, event["reading"])
    walk.go("aggregating.waiting")


def start_failed(walk, event):
    if event["fault"]["code"] == "conflict":
        walk.follow(updates.conflict(walk.context, event["fault"]))
    else:
        walk.follow(updates.failed_start(walk.context, event["fault"]))


def call_failed(walk, event):
    walk.follow(updates.failed_call(walk.context, event["fault"]))


def read_done(walk, event):
    walk.follow(updates.judged(walk.context, event["reading"]))


def submit_done(walk, event):
    updates.submitted(walk.context, event["reading"])
    walk.go("resumed.waiting")


def submit_failed(walk, event):
    fault = event["fault"]
    if fault["code"] in ("badRequest", "notAllowed"):
        row = updates.answers_refused(walk.context, fault)
        if fault["code"] == "badRequest":
            tell_problems(walk)
        walk.follow(row)
    else:
        walk.follow(updates.failed_submit(walk.context, fault))


PLAIN = {
    "cancel": accepts_cancel,
    "elapsed": accepts_elapsed,
    "status.changed": accepts_hint,
    "challenge.answer": accepts_answers,
}
CALLS = {
    ("done", "startJob"): ("starting", start_done),
    ("error", "startJob"): ("starting", start_failed),
    ("done", "readStatus"): ("reading", read_done),
    ("error", "readStatus"): ("reading", call_failed),
    ("done", "submitAnswers"): ("submitting", submit_done),
    ("error", "submitAnswers"): ("submitting", submit_failed),
}
