"""What a reading means: the first rule that holds decides."""

import readings
from spec import ERROR_CODES, OTHER_ERROR_CODES, STATUSES

MOST_PASSED_OVER = 3
BELIEVED_WITHOUT_FLAG = 3
BELIEVED = 2
#: What is believed when it is seen twice, and what it is then.
ONCE = {"failedOnce": "failedTwice", "quietOnce": "quietTwice"}


class Sight:
    """A reading together with what is remembered."""

    def __init__(self, reading, context):
        self.reading = reading
        self.context = context
        self.row = STATUSES.get(reading["connectionStatus"])
        self.kind = self.row and self.row["class"]
        self.asks = reading["connectionStatus"] == "CHALLENGED"
        self.has_code = "errorCode" in reading
        again = readings.are_same(reading, context["reading"])
        self.repeats = context["repeats"] + 1 if again else 1
        self.is_patient = context["passedOver"] < MOST_PASSED_OVER
        self.ended_well = self.has_moved("successfullyAggregatedAt")
        self.seen = context["seenRunning"] or self.ended_well or self.has_moved("aggregatedAt")

    def has_moved(self, field):
        return readings.is_later(field, self.reading, self.context["baseline"])

    def is_stale(self):
        last, baseline = self.context["reading"], self.context["baseline"]
        is_believed = readings.is_later("aggregatedAt", baseline, last)
        remembered = [last] if is_believed else [last, baseline]
        return self.is_patient and any(
            readings.is_later("aggregatedAt", one, self.reading) for one in remembered
        )

    def asks_something_new(self):
        accepted = self.context["accepted"]
        return any(guid not in accepted for guid in readings.guids(self.reading["challenges"]))

    def is_flag_absent(self):
        return (
            self.reading["isBeingAggregated"] is None
            and not self.ended_well
            and self.repeats < BELIEVED_WITHOUT_FLAG
        )

    def is_seen_over(self):
        ran = self.context["seenRunning"] or self.ended_well
        return ran or (self.seen and self.reading["isBeingAggregated"] is False)

    def is_failure(self):
        return self.kind == "failed" or self.has_code


def always(result):
    return lambda sight: {"is": result}


def running_if_said(sight):
    says_so = sight.kind == "running" and sight.reading["connectionStatus"] is not None
    return {"is": "running" if says_so else "none"}


def echoed(sight):
    return {"is": "none" if sight.context["phase"] == "challenged" else "running"}


def explained(sight):
    row = sight.row
    if sight.has_code:
        known = ERROR_CODES.get(sight.reading["errorCode"])
        if known or sight.kind != "failed":
            row = known or OTHER_ERROR_CODES
    return {"is": "failed", "reason": row["reason"], "nextStep": row["nextStep"]}


def connected(fresh):
    return lambda sight: {"is": "connected", "fresh": fresh}


RULES = {
    "stale": (Sight.is_stale, always("none")),
    "noChallengeShown": (lambda s: s.asks and not s.reading["challenges"], always("none")),
    "newChallenge": (lambda s: s.asks and s.asks_something_new(), always("challenged")),
    "echo": (lambda s: s.asks and s.is_patient, echoed),
    "echoTooLong": (lambda s: s.asks, always("challenged")),
    "beingAggregated": (lambda s: s.reading["isBeingAggregated"] is True, always("running")),
    "flagAbsent": (Sight.is_flag_absent, running_if_said),
    "free": (lambda s: s.context["pendingStart"] != "none", always("start")),
    "pending": (lambda s: s.kind == "authorizing", always("authorizing")),
    "inProgress": (lambda s: s.kind == "running", always("running")),
    "oauthIdle": (
        lambda s: s.context["oauth"] and not s.seen and s.is_failure(),
        always("authorizing"),
    ),
    "errorCode": (lambda s: s.seen and s.has_code, explained),
    "failedOnce": (lambda s: s.is_failure() and s.repeats < BELIEVED, always("none")),
    "failedTwice": (Sight.is_failure, explained),
    "unknownStatus": (lambda s: s.row is None, always("running")),
    "connected": (Sight.is_seen_over, connected(fresh=True)),
    "quietOnce": (lambda s: s.repeats < BELIEVED, always("none")),
    "quietTwice": (lambda s: True, connected(fresh=False)),
}


def as_by(rule, sight):
    """What a rule says, whether it holds or not."""
    _, means = RULES[rule]
    return {**means(sight), "rule": rule}


def verdict(reading, context):
    sight = Sight(reading, context)
    for rule, (holds, _) in RULES.items():
        if holds(sight):
            return as_by(rule, sight)
    raise AssertionError("the last rule always holds")
