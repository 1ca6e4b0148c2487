"""The health of a connection, from a page of the member."""

import math
from datetime import datetime, timezone

from .readings import moment
from .spec import read

TABLE = read("health/health.json")
STATUSES = {row["name"]: row for row in TABLE["statuses"]}
CODES = {row["code"]: row["leadsTo"] for row in TABLE["errorCodes"]}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
COLUMN = None


def ms_of(reading, field):
    """A moment in ms since 1970: minus infinity for never, NaN where MX does not say."""
    text = reading.get(field, "")
    if text is None:
        return -math.inf
    found = moment(text)
    return math.nan if found is None else round((found - EPOCH).total_seconds() * 1000)


def growing(lasts, least, most):
    return most if math.isnan(lasts) else min(max(lasts, least), most)


class Look:
    """One look at a page."""

    def __init__(self, page, at, limits):
        self.page, self.at, self.limits = page, at, limits
        reading = page["reading"]
        self.status = reading["connectionStatus"]
        self.row = STATUSES.get(self.status, {})
        self.code = reading.get("errorCode")
        self.runs = reading["isBeingAggregated"] is True
        self.locked = reading.get("needsUpdatedCredentials") is True
        self.success = ms_of(reading, "successfullyAggregatedAt")
        self.age = at - self.success
        self.job_age = at - ms_of(reading, "aggregatedAt")
        self.is_good = self.row.get("leadsTo") == "upToDate"
        self.is_passing = self.row.get("leadsTo") == "unsettled"
        self.may_be_late = self.is_good or self.is_passing

    def leads_to(self, rule):
        return rule in (self.row.get("leadsTo"), CODES.get(self.code))

    def over(self, age, limit):
        return growing(age - limit, self.limits["lookEvery"], max(self.limits["lookEvery"], DAY))


def said(status, issue, who, action, may_start, look_in):
    return {
        "status": status,
        "issue": issue,
        "who": who,
        "action": action,
        "mayStart": may_start,
        "lookIn": look_in,
    }


def off(issue, who, action):
    return said("off", issue, who, action, "never", 7 * DAY)


def user(issue, action, may_start=COLUMN, look_in=DAY):
    return said("needsUser", issue, "user", action, may_start, look_in)


def overdue(issue, who, action, look_in):
    return said("overdue", issue, who, action, "withUser", look_in)


def waiting(issue, who, look, may_start=COLUMN):
    return said("waiting", issue, who, "wait", may_start, growing(look.job_age, HOUR, 12 * HOUR))


def is_outage(look):
    is_known = look.page.get("institutionIsOperational") is False
    is_late = look.may_be_late and look.age >= look.limits["overdueAfter"]
    return look.leads_to("outage") or (is_known and is_late)


def say_outage(look):
    by_code = CODES.get(look.code) == "outage"
    who = "mx" if look.status == "DEGRADED" and not by_code else "institution"
    return waiting(who, who, look, "withUser")


def say_locked_out(look):
    if look.page["isOauth"]:
        return user("authorization", "openBank", "afterRepair")
    return user("credentials", "enterCredentials", "afterRepair")


def say_up_to_date(look):
    next_job = look.limits["lookAfterSuccess"] - look.age
    wait = max(look.limits["lookEvery"], next_job)
    return said("upToDate", None, "nobody", "none", COLUMN, wait)


def say_late(look):
    who = "institution" if look.job_age < look.limits["overdueAfter"] else "mx"
    return overdue("late", who, "wait", look.over(look.age, look.limits["overdueAfter"]))


#: In order: when a rule holds, and what it says.
RULES = [
    (
        "manual",
        lambda look: look.page["isManual"] or not look.page["isManagedByUser"],
        lambda look: off("manual", "nobody", "none"),
    ),
    (
        "userDisabled",
        lambda look: look.page.get("userIsDisabled") is True,
        lambda look: off("userDisabled", "app", "contactSupport"),
    ),
    (
        "questions",
        lambda look: look.leads_to("questions"),
        lambda look: user("questions", "answer", COLUMN, HOUR),
    ),
    (
        "running",
        lambda look: look.runs and not look.job_age >= look.limits["stuckAfter"],
        lambda look: said(
            *("running", None, "nobody", "wait", "never"),
            growing(look.job_age, MINUTE, 10 * MINUTE),
        ),
    ),
    (
        "stuck",
        lambda look: look.runs,
        lambda look: said(
            *("overdue", "mx", "mx", "wait", "never"),
            look.over(look.job_age, look.limits["stuckAfter"]),
        ),
    ),
    (
        "ended",
        lambda look: look.leads_to("ended"),
        lambda look: said(
            "over",
            "closed" if look.status == "CLOSED" else "discontinued",
            *("user", "chooseInstitution", COLUMN, None),
        ),
    ),
    (
        "disabled",
        lambda look: look.leads_to("disabled"),
        lambda look: off("disabled", "app", "contactSupport"),
    ),
    ("lockedOut", lambda look: look.locked or look.leads_to("lockedOut"), say_locked_out),
    (
        "atInstitution",
        lambda look: look.leads_to("atInstitution"),
        lambda look: user("atInstitution", "visitInstitution"),
    ),
    (
        "unfinished",
        lambda look: look.leads_to("unfinished"),
        lambda look: user("authorization", "openBank"),
    ),
    (
        "again",
        lambda look: look.leads_to("again"),
        lambda look: user("again", "tryAgain", "withUser"),
    ),
    (
        "noAccounts",
        lambda look: look.leads_to("noAccounts"),
        lambda look: user("noAccounts", "chooseInstitution", "withUser"),
    ),
    ("outage", is_outage, say_outage),
    (
        "neverRead",
        lambda look: look.may_be_late and look.success == -math.inf,
        lambda look: overdue("notRead", "user", "tryAgain", look.over(look.job_age, 0)),
    ),
    (
        "backgroundOff",
        lambda look: look.may_be_late
        and look.page["backgroundAggregationIsDisabled"]
        and look.age >= look.limits["upToDateFor"],
        lambda look: overdue(
            *("backgroundOff", "user", "tryAgain"),
            look.over(look.age, look.limits["upToDateFor"]),
        ),
    ),
    (
        "late",
        lambda look: look.may_be_late and look.age >= look.limits["overdueAfter"],
        say_late,
    ),
    (
        "upToDate",
        lambda look: look.is_good
        and look.code is None
        and look.age < look.limits["overdueAfter"],
        say_up_to_date,
    ),
    (
        "unsettled",
        lambda look: look.is_passing and look.code is None,
        lambda look: waiting("mx", "mx", look),
    ),
    ("unknown", lambda look: True, lambda look: waiting("unknown", "mx", look)),
]

GONE = {
    "status": "over",
    "issue": "gone",
    "who": "nobody",
    "action": "none",
    "isReadByMx": False,
    "mayStart": "never",
    "startFrom": None,
    "dataOf": None,
    "lookAt": None,
    "rule": "gone",
}


def is_read_by_mx(look):
    page = look.page
    wanted = page["isManagedByUser"] and not page["isManual"]
    allowed = not page.get("userIsDisabled") and not page["backgroundAggregationIsDisabled"]
    return look.row.get("isReadByMx", False) and wanted and allowed and not look.locked


def health(page, at, rules, without):
    if page is None:
        return GONE
    look = Look(page, at, {**TABLE["limits"], **rules})
    rule, say = next(
        (name, say) for name, holds, say in RULES if name not in without and holds(look)
    )
    found = say(look)
    look_in = found.pop("lookIn")
    if found["mayStart"] is COLUMN:
        found["mayStart"] = look.row.get("mayStart", "never")
    data = look.success if math.isfinite(look.success) else None
    may_start = found["mayStart"] != "never" and data is not None
    return {
        **found,
        "isReadByMx": is_read_by_mx(look),
        "startFrom": data + look.limits["throttle"] if may_start else None,
        "dataOf": data,
        "lookAt": None if look_in is None else at + look_in,
        "rule": rule,
    }


def answer(request):
    # A rule that is left out on purpose, to see that the vectors notice.
    without = request.get("without", [])
    return {"health": health(request["page"], request["at"], request.get("rules", {}), without)}
