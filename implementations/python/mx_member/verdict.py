"""What a reading means: the first rule that holds decides. And where that leads."""

from . import readings
from .spec import ERROR_CODES, OTHER_ERROR_CODES, STATUSES

#: How long after the arrival of its first poll the poll is sent that confirms a finding, in ms.
CONFIRMED_AFTER = {
    "failedOnce": 3_000,
    "connectedOnce": 5_000,
    "questionOnce": 3_000,
    "elsewhereOnce": 3_000,
    "idleOnce": 3_000,
    "notFoundOnce": 3_000,
    "flagAbsent": 60_000,
}
#: How long old readings and echoes are ignored, in ms.
IGNORED_FOR = 9_000
#: A question that comes back so often is asked again.
MAX_RETURNS = 4


def sent_at(reading):
    return reading["at"] - reading.get("took", 0)


def asked_wait(context, at):
    """What is left of the wait that MX has asked for with the fault that stands; nothing where the clock was set back."""
    fault = context["fault"]
    if fault is None or at < fault["at"]:
        return 0
    asked = min(fault.get("retryAfter", 0), context["deadlines"]["unreachable"])
    return max(0, fault["at"] + asked - at)


def is_stale(reading, context, baseline):
    """MX shows an older job than it did before."""
    return readings.is_later("aggregatedAt", context["reading"] or baseline, reading)


def code_of(reading, context):
    """An error code that counts for this job."""
    code = reading.get("errorCode")
    counts = code != 1000 or context["job"] in ("verify", None)
    return code if counts else None


def has_old_code(reading, context):
    """The error code was there before our job."""
    code, baseline = reading.get("errorCode"), context["baseline"] or {}
    return code is not None and code == baseline.get("errorCode")


def explanation(reading, context):
    """Why a reading is a failure; `None` when it is none. A code that was left there by an earlier job is passed over."""
    row = STATUSES.get(reading["connectionStatus"])
    is_failed = row is not None and row["class"] == "failed"
    code = None if is_left(reading, context) else code_of(reading, context)
    if code is not None and (code in ERROR_CODES or not is_failed):
        return ERROR_CODES.get(code, OTHER_ERROR_CODES)
    return row if is_failed else None


def is_left(reading, context):
    """A code of before, under another status or beside a later success."""
    baseline = context["baseline"] or {}
    is_of_other_status = reading["connectionStatus"] != baseline.get("connectionStatus", baseline)
    has_succeeded = readings.is_later("successfullyAggregatedAt", reading, baseline)
    return has_old_code(reading, context) and (is_of_other_status or has_succeeded)


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
        self.is_patient = since is None or reading["at"] - since < IGNORED_FOR
        self.ended_well = self.has_moved("successfullyAggregatedAt")
        self.has_begun = self.has_moved("aggregatedAt")
        self.evidence = context["evidence"]
        self.ran = bool(self.evidence) and self.evidence["of"] == "running" and not self.is_old
        self.has_news = self.ended_well or self.has_begun
        self.is_unflagged = self.flag is None and not self.ended_well and not self.asks
        self.is_unsure = context["pendingStart"] == "unsure"
        self.is_known = context["pendingStart"] == "none"
        found = context["finding"]
        # Any reading shows that MX knows the member.
        self.finding = None if found and found["rule"] == "notFoundOnce" else found

    def has_moved(self, field):
        is_newer = readings.is_later(field, self.reading, self.context["baseline"])
        return is_newer and not self.is_old

    def code(self):
        return code_of(self.reading, self.context)

    def has_old_code(self):
        return has_old_code(self.reading, self.context)

    def explanation(self):
        return explanation(self.reading, self.context)

    def has_old_status(self):
        baseline = self.context["baseline"] or {}
        return self.reading["connectionStatus"] == baseline.get("connectionStatus", self)

    def was_there_before(self):
        baseline = self.context["baseline"] or {}
        return self.has_old_status() and self.reading.get("errorCode") == baseline.get("errorCode")

    def is_sticky(self):
        """The error of the job before, with its code or without one."""
        return self.was_there_before() or (
            self.has_old_status() and self.reading.get("errorCode") is None
        )

    def asks_something_new(self):
        known = self.context["answeredGuids"]
        return any(guid not in known for guid in readings.guids(self.reading["challenges"]))

    def says(self, field):
        return readings.says(self.reading, field)

    def as_before(self):
        return readings.are_same(self.reading, self.context["reading"])

    def confirmed(self, rule, found, any_face=False):
        """Acts on what a poll shows once another one, long enough after it, has shown it too, by the same rule."""
        if self.is_unflagged and rule != "flagAbsent":
            # That rule has waited longer.
            return found, None
        finding = self.finding
        is_rule = finding and finding["rule"] == rule
        is_again = is_rule and (any_face or self.as_before())
        arrived = self.reading["at"]
        since = min(finding["from"], arrived) if is_again else arrived
        if self.sent - since >= CONFIRMED_AFTER[rule]:
            return found, None
        return inconclusive(rule), {"rule": rule, "from": since}

    def goes_on(self, rule):
        found = {"type": "running", "rule": rule}
        if self.context["phase"] == "challenged":
            return self.confirmed("elsewhereOnce", found, True)
        return found, None

    def is_early(self, row):
        """MX still shows how the member was before our job, so its end cannot be seen here."""
        if not self.evidence or self.has_news or not self.is_sticky():
            return False
        now = self.reading["at"]
        if now - min(self.evidence["at"], now) >= self.context["deadlines"]["catchUp"]:
            return False
        if self.evidence["of"] == "running":
            return readings.is_unmoved("aggregatedAt", self.reading, self.context["baseline"])
        is_away = self.context["oauth"] and self.context["job"] is None
        needs_user = self.reading.get("needsUpdatedCredentials") is True
        return bool(row) and not is_away and not needs_user


#: A verdict of its own object: such a reading is not kept.
EARLY = {"type": "inconclusive", "rule": "stale"}


def inconclusive(rule):
    return {"type": "inconclusive", "rule": rule}


def challenged(sight):
    """A question stands, whatever the flag says."""
    context, questions = sight.context, sight.reading["challenges"]
    found = {"type": "challenged", "rule": "challenge"}
    if not questions:
        return says_nothing(sight, "noChallengeShown")
    is_back = not context["challenges"] and returns(context) >= MAX_RETURNS
    if not sight.asks_something_new() and sight.is_patient and not is_back:
        return says_nothing(sight, "echo")
    if may_be_answered(context) and readings.are_same_questions(questions, context["challenges"]):
        return sight.confirmed("questionOnce", found, True)
    return found, None


def returns(context):
    """How often questions come back after something else, since MX took the answers."""
    last = context["reading"] or {}
    return context["refusals"] + (last.get("connectionStatus") != "CHALLENGED")


def may_be_answered(context):
    """MX may have an answer to the last questions, unless it was not sent, or was refused."""
    is_open = context["phase"] == "challenged"
    return not is_open and context["lastSubmit"] != "notSent" and not context["problems"]


def says_nothing(sight, rule):
    """Of a question that is open it says nothing."""
    if sight.context["phase"] == "challenged":
        return inconclusive(rule), sight.finding
    return {"type": "running", "rule": rule}, None


def flag_absent(sight):
    """Absent is not `false`; `None` after a minute of the same readings where MX has never sent it."""
    stays, finding = sight.confirmed("flagAbsent", inconclusive("flagAbsent"))
    if not sight.context["flagSeen"] and finding is None:
        return None
    says_so = sight.kind == "running" and sight.reading["connectionStatus"] is not None
    if says_so and sight.context["phase"] != "challenged":
        return {"type": "running", "rule": "flagAbsent"}, finding
    return stays, finding


def as_failure(row):
    return {"type": "failed", "reason": row["reason"], "nextStep": row["nextStep"], "rule": "failed"}


def failure(sight, row):
    context = sight.context
    is_old_error = sight.was_there_before()
    is_away = context["oauth"] and context["job"] is None
    if is_away and is_old_error and not sight.has_news and not sight.ran:
        return {"type": "authorizing", "rule": "oldError"}, None
    if sight.is_unflagged and sight.is_sticky():
        return inconclusive("flagAbsent"), sight.finding
    found = as_failure(row)
    is_new = sight.code() is not None and not sight.has_old_code()
    is_ours = sight.has_begun or (sight.ran and sight.says("aggregatedAt"))
    needs_user = sight.reading.get("needsUpdatedCredentials") is True
    is_refused = needs_user and context["job"] is not None and not sight.ran
    if sight.is_known and (is_refused or (is_new and is_ours)):
        return found, None
    return sight.confirmed("failedOnce", found)


def success(sight):
    is_seen = sight.ran and not sight.is_unflagged and not sight.says("successfullyAggregatedAt")
    is_fresh = sight.is_known and (sight.ended_well or is_seen)
    found = {"type": "connected", "fresh": is_fresh, "rule": "connected"}
    if not sight.ended_well or not sight.is_known or sight.context["job"] == "verify":
        return sight.confirmed("connectedOnce", found)
    return found, None


def start(sight):
    """Nothing runs: the moment for a job that had to wait, or whose start may not have arrived."""
    found = {"type": "start", "rule": "readyToStart"}
    waits = sight.context["pendingStart"] in ("due", "otherJob")
    if not waits and (not sight.is_unsure or sight.has_news or sight.ran):
        return None
    if asked_wait(sight.context, sight.reading["at"]) > 0:
        return inconclusive("fault"), sight.finding
    # Where nothing was known before, nothing shows that it has arrived.
    is_checked = not waits and sight.context.get("hadBaseline", True)
    return sight.confirmed("idleOnce", found, True) if is_checked else (found, None)


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
    if sight.is_early(row):
        return EARLY, sight.finding
    return failure(sight, row) if row else success(sight)


def judge(reading, context):
    """The verdict, and what it leaves to be confirmed."""
    sight = Sight(reading, context)
    if sight.is_old and sight.is_patient:
        return inconclusive("stale"), sight.finding
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
    if found == "reread" and context["refusals"] == 1:
        return row("rereading", "resumed.reading")
    if found == "authorizing":
        return row("authorizing", "authorizing.waiting")
    if found == "challenged":
        stands = readings.are_equal_questions(context["challenges"], questions)
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
