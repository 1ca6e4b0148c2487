"""The lifecycle of one member: begin, step, recover."""

from copy import deepcopy

from . import events
from .context import baseline_of
from .records import check_input, check_record
from .spec import check
from .screen import view as view_of
from .walk import Walk

PACING = {
    "first": 1_000,
    "spread": 500,
    "busy": 3_000,
    "busyMost": 10_000,
    "needsUser": 20_000,
    "needsUserMost": 60_000,
    "failedMost": 60_000,
}
DEADLINES = {
    "busy": 900_000,
    "needsUser": 1_800_000,
    "unreachable": 3_600_000,
    "catchUp": 60_000,
}


def first_context(given):
    job = given["job"]
    before = given["after"]["context"] if "after" in given else {}
    return {
        "member": given["member"],
        "job": job,
        "oauth": given.get("oauth", False),
        "answerWith": given.get("answerWith", "value"),
        "pacing": {**PACING, **given.get("pacing", {})},
        "deadlines": {**DEADLINES, **given.get("deadlines", {})},
        "phase": "aggregating",
        "since": None,
        "lastStampAt": None,
        "observed": {"phase": 0, "outage": 0, "total": 0},
        "reading": None,
        "baseline": baseline_of(given.get("baseline")),
        "flagSeen": False,
        "evidence": None,
        "finding": None,
        "ignoredSince": None,
        "pendingStart": "due" if job else "none",
        "awaiting": "command",
        "lastSubmit": None,
        "round": 0,
        "prompt": before.get("prompt", 0),
        "challenges": [],
        "answeredGuids": [],
        "problems": [],
        "fault": None,
        "failures": 0,
        "refusals": 0,
        "hint": "none",
        "turn": before.get("turn", 0),
        "revision": before.get("revision", 0) + 1,
        "verdict": {"type": "start" if job else "running", "rule": "noReadingYet"},
        "route": "starting" if job else "aggregating",
    }


def begin(given):
    check_input(given)
    walk = Walk("", first_context(given))
    walk.go("aggregating.starting" if given["job"] else "aggregating.waiting")
    return walk.reply()


def step(record, event):
    check("event", event)
    check_record(record)
    walk = Walk(record["state"], deepcopy(record["context"]))
    act = events.accepted(walk, event)
    if act:
        act(walk, event)
    walk.revise(record["context"])
    return walk.reply()


def recover(record):
    """The process has died after it had kept the record; whatever it was about to do is lost."""
    check_record(record)
    walk = Walk(record["state"], deepcopy(record["context"]))
    if not walk.is_over:
        forget(walk)
        walk.read_again()
    return walk.reply()


def view(record):
    """What a screen is shown of a record."""
    check_record(record)
    return view_of(record["context"])


def forget(walk):
    context = walk.context
    if walk.place == "submitting":
        context["lastSubmit"] = "lost"
    if walk.place == "starting":
        context["pendingStart"] = "unsure"
    context.update(hint="none", awaiting="recovery", revision=context["revision"] + 1)
