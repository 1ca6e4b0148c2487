"""How the context changes with what happens. Each function changes the context that it is given."""

from . import timing
from .answers import problem
from .readings import are_equal_questions, are_same_questions, guids, is_unmoved
from .spec import FAULTS, FAILURES, GONE
from .verdict import CONFIRMED_AFTER, EARLY, explanation, is_stale, judge, returns, route_of

#: Of a reading, what later ones are compared with.
BASELINE = ("connectionStatus", "errorCode", "aggregatedAt", "successfullyAggregatedAt")
#: Our start is still to be made, or it is not known whether it was.
STILL_DUE = ("due", "unsure")
#: Faults with which MX has certainly not taken a start.
NOT_TAKEN = ("rateLimited", "notFound", "notSent", "signedOut")
TIMES = ("aggregatedAt", "successfullyAggregatedAt")
#: The statuses that a member can have before its first job has begun.
BEFORE_ANY_JOB = (None, "CREATED", "UPDATED", "PENDING", "IMPORTED")
#: So many guids of earlier rounds are remembered.
MAX_PAST_GUIDS = 1_000
#: So many bad returns of the port in a row end a lifecycle.
MAX_BAD_RETURNS = 3
NO_READING_YET = {"type": "running", "rule": "noReadingYet"}
BY_FAULT = {"type": "inconclusive", "rule": "fault"}


def failure_verdict(name, rule):
    return as_failed(FAILURES[name], rule)


def as_failed(row, rule):
    return {
        "type": "failed",
        "reason": row["reason"],
        "nextStep": row["nextStep"],
        "rule": rule,
    }


def baseline_of(reading):
    if reading is None:
        return None
    return {key: reading[key] for key in BASELINE if key in reading and not is_doubtful(reading, key)}


def is_doubtful(reading, key):
    """A time stamp that says "never" beside a status that a member has only after a job."""
    if key not in TIMES or reading[key] is not None or "connectionStatus" not in reading:
        return False
    status = reading["connectionStatus"]
    has_run = status not in BEFORE_ANY_JOB
    if key == "aggregatedAt":
        return has_run
    return status == "CONNECTED" or (has_run and reading.get("aggregatedAt", "") is None)


def filled(known, reading):
    """A baseline without a status is completed by the first reading."""
    if known is not None and "connectionStatus" in known:
        return known
    return {**baseline_of(reading), **(known or {})}


def is_end(context):
    return context["verdict"]["type"] in ("connected", "failed")


def stamp(context, at):
    """The time since the last stamp in which MX was polled, and the new stamp."""
    gap = timing.observed_gap(context, at)
    is_first = context["since"] is None
    context["lastStampAt"] = at
    if is_first:
        context["since"] = at
    context["observed"] = {**context["observed"], "total": context["observed"]["total"] + gap}
    return gap, is_first


def grow(context, clock, gap):
    context["observed"][clock] += gap


def succeeded(context, at, was_due=True):
    """MX has answered. An outage ends, unless a start is due that MX did not take."""
    gap, is_first = stamp(context, at)
    if context["pendingStart"] in STILL_DUE and was_due:
        grow(context, "outage", gap)
        return
    # A gap that began with a failed call, or before the phase, counts against no phase.
    if context["fault"] is None and not is_first:
        grow(context, "phase", gap)
    context["observed"]["outage"] = 0
    context.update(fault=None, failures=0)


def failed(context, fault):
    gap, _ = stamp(context, fault["at"])
    grow(context, "outage", gap)
    times = times_in_a_row(fault, context["fault"])
    context.update(
        fault={**fault, "times": times} if times > 1 else fault,
        failures=context["failures"] + 1,
    )


def times_in_a_row(fault, before):
    """How often in a row the port has returned what is not a reading."""
    if fault["code"] != "badReturn" or before is None or before["code"] != "badReturn":
        return 1
    return before.get("times", 1) + 1


def taken(context, reading):
    """MX took a start or answers: every limit begins again."""
    context.update(
        lastStampAt=reading["at"],
        since=reading["at"],
        observed={"phase": 0, "outage": 0, "total": 0},
        reading=reading,
        flagSeen=context["flagSeen"] or reading["isBeingAggregated"] is not None,
        finding=None,
        ignoredSince=None,
        awaiting="command",
        lastSubmit=None,
        challenges=[],
        refusals=0,
        fault=None,
        failures=0,
        hint="none",
        verdict=NO_READING_YET,
    )


def ended(context, verdict):
    route = verdict["type"]
    context.update(challenges=[], problems=[], verdict=verdict, route=route)
    return {"route": route, "to": route}


def entered(context, phase):
    if phase != context["phase"]:
        context.update(phase=phase, since=context["lastStampAt"], hint="none")
        if phase != "challenged":
            context["problems"] = []
        context["observed"] = {**context["observed"], "phase": 0}


def asked(context, questions):
    """The user is asked: something new, or again what did not arrive."""
    is_new = not are_same_questions(questions, context["challenges"])
    if not are_equal_questions(questions, context["challenges"]):
        context["problems"] = []
    context.update(prompt=context["prompt"] + 1, challenges=questions)
    if is_new:
        open_round(context, guids(questions))


def open_round(context, opened):
    context.update(
        round=context["round"] + 1,
        since=context["lastStampAt"],
        answeredGuids=[guid for guid in context["answeredGuids"] if guid not in opened],
        problems=[],
        refusals=0,
        lastSubmit=None,
    )
    context["observed"] = {**context["observed"], "phase": 0}


def limit_failure(context, limit):
    fault = timing.last_fault(context)
    if limit == "outage" and fault:
        if fault["code"] == "unexpected" and context["reading"] is None:
            return FAILURES["misconfigured"]
        return FAULTS[fault["code"]]
    if limit == "phase" and timing.needs_user(context["phase"]):
        return FAILURES["abandoned"]
    return shown_failure(context) or FAILURES["tookTooLong"]


def shown_failure(context):
    """The error that MX shows says more than that it took too long."""
    reading = context["reading"]
    if reading is None or reading["isBeingAggregated"] is True:
        return None
    return explanation(reading, context)


def routed(context, verdict, finding, questions=None):
    """Goes where a verdict leads, or to the end when a limit has passed. Returns the row of the routing table."""
    context.update(verdict=verdict, finding=finding)
    if is_end(context):
        return ended(context, verdict)
    row = route_of(context, context["challenges"] if questions is None else questions)
    phase = row["to"].split(".")[0]
    goes_on = phase == context["phase"] and row["route"] != "asked"
    limit = timing.limit_passed(context, goes_on)
    if limit:
        return ended(context, as_failed(limit_failure(context, limit), "limit"))
    entered(context, phase)
    context["route"] = row["route"]
    if row["route"] == "asked":
        asked(context, questions)
    return row


def started(context, reading):
    taken(context, reading)
    context.update(
        baseline=baseline_of(reading),
        evidence=evidence("running" if reading["isBeingAggregated"] is True else "start", reading),
        pendingStart="none",
        route="aggregating",
    )


def evidence(of, reading):
    return {"of": of, "at": reading["at"]}


def judged(context, reading):
    """A reading has arrived: what it means, and what is remembered of it."""
    baseline = filled(context["baseline"], reading)
    is_old = is_stale(reading, context, baseline)
    verdict, finding = judge(reading, {**context, "baseline": baseline, "hadBaseline": context["baseline"] is not None})
    kind, rule = verdict["type"], verdict["rule"]
    was_due = context["pendingStart"] in STILL_DUE
    if kind not in ("inconclusive", "start") and rule != "flagAbsent":
        # The start whose reply was lost had arrived; one that MX has not taken waits for the job that is shown.
        now = {"unsure": "found", "due": "otherJob"}
        context["pendingStart"] = now.get(context["pendingStart"], context["pendingStart"])
    succeeded(context, reading["at"], was_due)
    # After a restore an open question may be answered already: what nothing follows from does not say.
    is_open = context["awaiting"] == "recovery" and kind == "inconclusive"
    context.update(awaiting="recovery" if is_open else "none")
    is_early = verdict is EARLY
    ignore(context, reading, rule in ("stale", "echo") and not is_early)
    see(context, reading, verdict, is_old)
    if rule == "stale":
        return routed(context, verdict, finding)
    if is_at_work(reading, verdict, is_old):
        baseline = without_our_stamp(baseline, reading)
    trust(context, reading, verdict, baseline)
    questions = reading["challenges"] if kind == "challenged" else context["challenges"]
    return routed(context, verdict, finding, questions)


def is_at_work(reading, verdict, is_old):
    """A reading that counts shows our job at work."""
    is_alive = reading["isBeingAggregated"] is True or verdict["type"] == "challenged"
    return is_alive and not is_old and verdict["rule"] != "stale"


def without_our_stamp(baseline, reading):
    """The reply to the start had the stamp of our job already, so the stamp of before is not known."""
    is_other = reading["connectionStatus"] != baseline["connectionStatus"]
    is_ours = is_other and is_unmoved("aggregatedAt", reading, baseline)
    return {name: value for name, value in baseline.items() if not (is_ours and name == "aggregatedAt")}


def see(context, reading, verdict, is_old):
    """What shows that our job began, and when last."""
    is_kept = verdict["rule"] != "stale"
    known, now = context["evidence"], reading["at"]
    if verdict["type"] == "start" or (is_kept and is_old):
        context["evidence"] = None
    elif is_at_work(reading, verdict, is_old):
        context["evidence"] = evidence("running", reading)
    elif known:
        # The clock may have been set back.
        context["evidence"] = {**known, "at": min(known["at"], now)}
    elif has_begun_by_itself(context):
        context["evidence"] = evidence("start", reading)


def has_begun_by_itself(context):
    """MX has started a job by itself, after what the host has given as the baseline."""
    is_given = context["baseline"] is not None and "connectionStatus" in context["baseline"]
    return context["job"] is None and context["reading"] is None and is_given


def ignore(context, reading, is_ignored):
    since = context["ignoredSince"]
    # The clock may have been set back.
    first = reading["at"] if since is None else min(since, reading["at"])
    context["ignoredSince"] = first if is_ignored else None


def trust(context, reading, verdict, baseline):
    starts, rule = verdict["type"] == "start", verdict["rule"]
    if is_past(context, reading, rule):
        answered(context)
    if verdict["type"] == "running" and context["phase"] == "challenged":
        # Somebody else has answered.
        context["lastSubmit"] = None
    if rule == "echo" and not context["challenges"]:
        context["refusals"] = returns(context)
    context.update(
        reading=reading,
        baseline=baseline_of(reading) if starts else baseline,
        flagSeen=context["flagSeen"] or reading["isBeingAggregated"] is not None,
    )
    if starts:
        # The questions belonged to another job, which has ended.
        context.update(pendingStart="due", challenges=[], refusals=0, lastSubmit=None)


def is_past(context, reading, rule):
    """Something else is asked after answers that MX may have."""
    is_other = not are_same_questions(reading["challenges"], context["challenges"])
    is_closed = context["phase"] != "challenged" and context["challenges"]
    return is_closed and rule == "challenge" and is_other


def answered(context):
    context.update(
        answeredGuids=context["answeredGuids"][-MAX_PAST_GUIDS:] + guids(context["challenges"]),
        challenges=[],
        refusals=0,
        lastSubmit=None,
    )


def failed_start(context, fault):
    """A start failed: with some faults MX has certainly not taken it."""
    context["pendingStart"] = "due" if fault["code"] in NOT_TAKEN else "unsure"
    return failed_call(context, fault)


def failed_call(context, fault):
    """A start or a poll failed."""
    failed(context, fault)
    row = FAULTS[fault["code"]]
    if row["isFatal"] or context["fault"].get("times", 1) >= MAX_BAD_RETURNS:
        return routed(context, as_failed(row, "fatalFault"), None)
    if fault["code"] == "notFound":
        return not_found(context, fault["at"])
    return routed(context, BY_FAULT, context["finding"])


def not_found(context, at):
    """A replica may lag behind a new member, so a later poll has to say so too."""
    finding = context["finding"]
    is_again = finding and finding["rule"] == "notFoundOnce"
    since = min(finding["from"], at) if is_again else at
    if at - since >= CONFIRMED_AFTER["notFoundOnce"]:
        end = GONE if context["reading"] else FAILURES["notFound"]
        return routed(context, as_failed(end, "fatalFault"), None)
    verdict = {"type": "inconclusive", "rule": "notFoundOnce"}
    return routed(context, verdict, {"rule": "notFoundOnce", "from": since})


def conflict(context, fault):
    """Another job runs: ours waits until it has ended."""
    context.update(pendingStart="otherJob", hint="none")
    succeeded(context, fault["at"])
    return routed(context, NO_READING_YET, None)


def answering(context):
    """The user has answered. When, is known with the next stamp."""
    context.update(
        phase="resumed",
        since=None,
        finding=None,
        ignoredSince=None,
        awaiting="command",
        lastSubmit=None,
        problems=[],
        hint="none",
        verdict=NO_READING_YET,
        route="resumed",
    )
    context["observed"] = {**context["observed"], "phase": 0}


def submitted(context, reading):
    answered(context)
    taken(context, reading)
    context.update(route="resumed", evidence=evidence("running", reading))


def answers_refused(context, fault):
    """MX did not take the answers: it is polled at once."""
    is_form = fault["code"] == "badRequest"
    problems = [problem(guid, "refused") for guid in guids(context["challenges"])]
    succeeded(context, fault["at"])
    context.update(
        awaiting="none",
        problems=problems if is_form else [],
        refusals=context["refusals"] + 1,
    )
    return routed(context, {"type": "reread", "rule": "fault"}, None)


def failed_submit(context, fault):
    """The answers did not go out, or it is not known whether MX has them."""
    if FAULTS[fault["code"]]["isFatal"]:
        return failed_call(context, fault)
    is_sent = fault["code"] not in ("notSent", "signedOut")
    if is_sent:
        fault = {**fault, "code": "lost"}
    failures = context["failures"]
    failed(context, fault)
    context["failures"] = failures
    context.update(awaiting="command", lastSubmit="lost" if is_sent else "notSent")
    return routed(context, BY_FAULT, None)
