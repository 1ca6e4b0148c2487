"""What a reading means: the first rule that holds decides. And where that leads."""

import readings
from spec import ERROR_CODES, OTHER_ERROR_CODES, STATUSES

INFINITE = float("inf")
#: How long after its first poll a finding is acted on, in ms from send to send.
CONFIRMED_AFTER = {
    "failedOnce": 3_000,
    "connectedOnce": 5_000,
    "verifiedOnce": 3_000,
    "questionOnce": 3_000,
    "elsewhereOnce": 3_000,
    "idleOnce": 3_000,
    "notFoundOnce": 3_000,
    "flagAbsent": 60_000,
    "noChallengeShown": INFINITE,
}
#: How long old readings and echoes are ignored, in ms from send to send.
IGNORED_FOR = 9_000


def sent_at(reading):
    return reading["at"] - reading.get("took", 0)


def is_stale(reading, context, baseline):
    """MX shows an older job than it did before."""
    last = context["reading"]
    is_trusted = readings.is_later("aggregatedAt", baseline, last)
    remembered = [last] if is_trusted else [last, baseline]
    return any(readings.is_later("aggregatedAt", one, reading) for one in remembered)


class Sight:
    """A reading together with what is remembered."""

    def __init__(self, reading, context):
        self.reading = reading
        self.context = context
        self.sent = sent_at(reading)
        self.row = STATUSES.get(reading["connectionStatus"])
        self.kind = self.row and self.row["class"]
        self.asks = reading["connectionStatus"] == "CHALLENGED"
        self.flag = reading["isBeingAggregated"]
        self.is_old = is_stale(reading, context, context["baseline"])
        since = context["ignoredSince"]
        self.is_patient = since is None or self.sent - since < IGNORED_FOR
        self.ended_well = self.has_moved("successfullyAggregatedAt")
        self.has_begun = self.has_moved("aggregatedAt")
        self.ran = context["seenRunning"] and not self.is_old
        self.is_ours = self.ended_well or self.has_begun or self.ran
        self.is_unflagged = self.flag is None and not self.ended_well
        self.is_due = context["pendingStart"] == "due"

    def has_moved(self, field):
        is_newer = readings.is_later(field, self.reading, self.context["baseline"])
        return is_newer and not self.is_old

    def code(self):
        """An error code that counts for this job."""
        code = self.reading.get("errorCode")
        counts = code != 1000 or self.context["job"] in ("verify", None)
        return code if counts else None

    def explanation(self):
        """Why it is a failure; `None` when it is none."""
        code = self.code()
        if code is not None and (code in ERROR_CODES or self.kind != "failed"):
            return ERROR_CODES.get(code, OTHER_ERROR_CODES)
        return self.row if self.kind == "failed" else None

    def was_there_before(self):
        baseline = self.context["baseline"]
        return (
            baseline is not None
            and self.reading["connectionStatus"] == baseline.get("connectionStatus", self)
            and self.reading.get("errorCode") == baseline.get("errorCode")
        )

    def asks_something_new(self):
        known = self.context["answeredGuids"]
        return any(guid not in known for guid in readings.guids(self.reading["challenges"]))

    def is_told(self):
        """MX says in both when a job last ended well."""
        return all(
            readings.says(one, "successfullyAggregatedAt")
            for one in (self.reading, self.context["baseline"])
        )

    def as_before(self):
        return readings.are_same(self.reading, self.context["reading"])

    def confirmed(self, rule, found, is_as_before=None):
        """Acts on what a poll shows once another one, long enough after it, has shown it too."""
        finding = self.context["finding"]
        is_again = self.as_before() if is_as_before is None else is_as_before
        is_known = finding is not None and finding["rule"] == rule and is_again
        since = min(finding["from"], self.sent) if is_known else self.sent
        if self.sent - since >= CONFIRMED_AFTER[rule]:
            return found, None
        return inconclusive(rule), {"rule": rule, "from": since}

    def settled(self, rule, found, is_as_before=None):
        """A minute of the same readings without the flag says as much as a second poll."""
        return (found, None) if self.is_unflagged else self.confirmed(rule, found, is_as_before)

    def goes_on(self, rule):
        found = {"type": "running", "rule": rule}
        if self.context["phase"] == "challenged":
            return self.settled("elsewhereOnce", found, True)
        return found, None


def inconclusive(rule):
    return {"type": "inconclusive", "rule": rule}


def challenged(sight):
    """A question stands, whatever the flag says."""
    context, questions = sight.context, sight.reading["challenges"]
    found = {"type": "challenged", "rule": "challenge"}
    if not questions:
        return sight.confirmed("noChallengeShown", inconclusive("noChallengeShown"))
    if sight.asks_something_new():
        is_lost = context["lastSubmit"] == "lost" and context["phase"] != "challenged"
        if is_lost and readings.are_same_questions(questions, context["challenges"]):
            return sight.confirmed("questionOnce", found, True)
        return found, None
    if not sight.is_patient:
        return found, None
    return echo(context)


def echo(context):
    """Of a later question that is open it proves nothing."""
    if context["phase"] == "challenged":
        return inconclusive("echo"), context["finding"]
    return {"type": "running", "rule": "echo"}, None


def flag_absent(sight):
    """Absent is not `false`; `None` after a minute of the same readings where MX has never sent it."""
    stays, finding = sight.confirmed("flagAbsent", inconclusive("flagAbsent"))
    if not sight.context["flagSeen"] and finding is None:
        return None
    says_so = sight.kind == "running" and sight.reading["connectionStatus"] is not None
    if says_so and sight.context["phase"] != "challenged":
        return {"type": "running", "rule": "flagAbsent"}, finding
    return stays, finding


def failure(sight, row):
    context = sight.context
    is_old_error = sight.was_there_before() and not sight.has_begun
    is_away = context["oauth"] and context["job"] is None and not sight.is_ours
    if is_away and is_old_error:
        return {"type": "authorizing", "rule": "oldError"}, None
    if sight.is_unflagged and sight.was_there_before():
        return inconclusive("flagAbsent"), context["finding"]
    found = {"type": "failed", "reason": row["reason"], "nextStep": row["nextStep"], "rule": "failed"}
    is_new = sight.is_ours and not is_old_error and not sight.is_due
    if sight.code() is not None and is_new:
        return found, None
    return sight.settled("failedOnce", found)


def success(sight):
    proof = not sight.is_told() and sight.ran and not sight.is_unflagged
    fresh = sight.ended_well or proof
    found = {"type": "connected", "fresh": fresh, "rule": "connected"}
    if not sight.ended_well or sight.is_due:
        return sight.settled("connectedOnce", found)
    if sight.context["job"] == "verify":
        return sight.settled("verifiedOnce", found)
    return found, None


def start(sight):
    """Nothing runs: the moment for a job that had to wait, or whose start may not have arrived."""
    context = sight.context
    found = {"type": "start", "rule": "readyToStart"}
    if context["pendingStart"] == "otherJob":
        return found, None
    if not sight.is_due or sight.is_ours:
        return None
    return (found, None) if context["baseline"] is None else sight.settled("idleOnce", found, True)


def settled(sight):
    """Nothing runs, as far as MX says."""
    found = start(sight)
    if found:
        return found
    if sight.kind == "authorizing":
        return {"type": "authorizing", "rule": "pending"}, None
    row = sight.explanation()
    if sight.kind == "running" or (sight.row is None and not row):
        return sight.goes_on("inProgress")
    return failure(sight, row) if row else success(sight)


def judge(reading, context):
    """The verdict, and what it leaves to be confirmed."""
    sight = Sight(reading, context)
    if sight.is_old and sight.is_patient:
        return inconclusive("stale"), context["finding"]
    if sight.asks:
        return challenged(sight)
    if sight.flag is True:
        return sight.goes_on("beingAggregated")
    absent = flag_absent(sight) if sight.is_unflagged else None
    return absent or settled(sight)


def route_of(context, questions):
    """The row of the routing table for the verdict of the context, and where it leads."""
    found, phase = context["verdict"]["type"], context["phase"]
    if found == "start":
        return row("starting", "aggregating.starting")
    if found == "reread":
        return row("rereading", "resumed.reading")
    if found == "authorizing":
        return row("authorizing", "authorizing.waiting")
    if found == "challenged":
        stands = readings.are_same_questions(context["challenges"], questions)
        is_open = phase == "challenged" and stands
        return row("challenged" if is_open else "asked", "challenged.waiting")
    if found == "running" and phase == "challenged":
        return row("answeredElsewhere", "resumed.waiting")
    if phase == "resumed" or (found == "inconclusive" and phase != "aggregating"):
        return row(phase, f"{phase}.waiting")
    name = "queued" if context["pendingStart"] == "otherJob" else "waiting"
    return row("queued" if name == "queued" else "aggregating", f"aggregating.{name}")


def row(route, to):
    return {"route": route, "to": to}
