"""What readings say when they are compared with each other."""

import re
from datetime import datetime, timedelta, timezone

MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)"
)
ABSENT = object()
#: Moments less than this apart are one: some replicas leave the milliseconds out, and some drift by a few.
ONE_MOMENT = timedelta(seconds=1)


def moment(text):
    """The moment of an ISO 8601 text; `None` when it is none."""
    found = MOMENT.fullmatch(text)
    if not found:
        return None
    *parts, fraction, offset = found.groups()
    try:
        local = datetime(*(int(part or 0) for part in parts), tzinfo=timezone.utc)
        return local + timedelta(seconds=float(f"0.{fraction or 0}")) - shift(offset)
    except (ValueError, OverflowError):
        return None


def shift(offset):
    if offset == "Z":
        return timedelta(0)
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return -size if offset[0] == "-" else size


def is_later(field, reading, other):
    """Whether a timestamp of a reading is later than a timestamp of another. `null` is never, and absent proves nothing."""
    if reading is None or other is None:
        return False
    ours, theirs = reading.get(field), other.get(field, ABSENT)
    if ours is None or theirs is ABSENT or moment(ours) is None:
        return False
    if theirs is None:
        return True
    return moment(theirs) is not None and moment(ours) - moment(theirs) >= ONE_MOMENT


def guids(challenges):
    return [challenge["guid"] for challenge in challenges]


def says(reading, field):
    """Whether it says when, or that it never was."""
    if reading is None or field not in reading:
        return False
    return reading[field] is None or moment(reading[field]) is not None


def are_same_moment(ours, theirs):
    """Absent, `null` and what is not a moment are alike."""
    if ours == theirs:
        return True
    first, second = moment(ours) if ours else None, moment(theirs) if theirs else None
    if first is None or second is None:
        return first is second
    return abs(first - second) < ONE_MOMENT


def is_unmoved(field, reading, other):
    """Whether a moment is known, and still the same as before."""
    is_known = says(reading, field) and says(other, field)
    return is_known and are_same_moment(reading[field], other[field])


def are_same_questions(ours, theirs):
    return sorted(guids(ours)) == sorted(guids(theirs))


def by_guid(challenges):
    return sorted(challenges, key=lambda challenge: challenge["guid"])


def are_equal_questions(ours, theirs):
    """The same questions, word for word."""
    return by_guid(ours) == by_guid(theirs)


TIMES = ("aggregatedAt", "successfullyAggregatedAt")
COMPARED = ("connectionStatus", "isBeingAggregated", "errorCode")


def are_same(reading, other):
    return (
        other is not None
        and all(reading.get(field) == other.get(field) for field in COMPARED)
        and all(are_same_moment(reading.get(field), other.get(field)) for field in TIMES)
        and are_same_questions(reading["challenges"], other["challenges"])
    )
