"""The lifecycle of one member: begin, step, resume."""

from copy import deepcopy

import events
from memory import times
from records import check_record
from spec import check
from walk import Walk

PACING = {
    "first": 1_000,
    "spread": 500,
    "busy": 3_000,
    "busyMost": 10_000,
    "needsUser": 20_000,
    "needsUserMost": 60_000,
    "failedMost": 60_000,
}
DEADLINES = {"busy": 900_000, "needsUser": 1_800_000, "unreachable": 3_600_000}


def begin(given):
    check("input", given)
    job = given["job"]
    context = {
        "member": given["member"],
        "job": job,
        "oauth": given.get("oauth", False),
        "pacing": {**PACING, **given.get("pacing", {})},
        "deadlines": {**DEADLINES, **given.get("deadlines", {})},
        "phase": "aggregating",
        "since": None,
        "newsAt": None,
        "at": None,
        "actedAt": None,
        "moves": 0,
        "reading": None,
        "repeats": 0,
        "passedOver": 0,
        "baseline": times(given.get("baseline")),
        "seenRunning": False,
        "pendingStart": "first" if job else "none",
        "failedStarts": 0,
        "round": 0,
        "asking": 0,
        "challenges": [],
        "asked": [],
        "askedAt": None,
        "accepted": [],
        "superseded": [],
        "problems": [],
        "fault": None,
        "faultSince": None,
        "failures": 0,
        "answerLost": False,
        "commanded": True,
        "hint": "none",
        "readings": 0,
        "turn": 0,
        "verdict": {"is": "start" if job else "running", "rule": "begin"},
    }
    walk = Walk("", context)
    walk.go("aggregating.starting" if job else "aggregating.waiting")
    return walk.reply()


def step(record, event):
    check("event", event)
    check_record(record)
    walk = Walk(record["state"], deepcopy(record["context"]))
    hear = events.heard(walk, event)
    if hear:
        hear(walk, event)
    return walk.reply()


def resume(record):
    """The process has died after it had kept the record; whatever it was about to do is lost."""
    check_record(record)
    walk = Walk(record["state"], deepcopy(record["context"]))
    forget(walk)
    if not walk.is_over:
        walk.go(resumes_at(walk))
    return walk.reply()


def forget(walk):
    walk.context["hint"] = "none"
    if walk.place == "submitting":
        walk.context["answerLost"] = True


def resumes_at(walk):
    has_failed = walk.place == "queued" and walk.context["pendingStart"] == "fault"
    if walk.place == "starting" or has_failed:
        return "aggregating.starting"
    return f"{walk.context['phase']}.reading"
