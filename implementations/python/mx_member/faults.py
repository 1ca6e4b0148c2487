"""Rules that are broken on purpose, each by a flag, to see that the vectors notice. Named for the rule."""

from functools import partial

from . import answers
from . import context
from . import events
from . import member
from . import readings
from . import records
from . import timing
from . import verdict
from . import screen
from . import walk
from .verdict import CONFIRMED_AFTER, Sight


def put(owner, name, value):
    """Puts something else in the place of a function or a number of a module."""
    return partial(setattr, owner, name, value)


def after(name, ms):
    """Acts on a finding after another time."""
    return partial(CONFIRMED_AFTER.update, {name: ms})


def never(*_):
    return None


def always(value):
    return lambda *_: value


def but_for(owner, name, fields):
    """One of the changes of the context, but for these fields, which stay as they were."""
    change = getattr(owner, name)

    def changed(remembered, *more):
        before = {field: remembered[field] for field in fields}
        result = change(remembered, *more)
        remembered.update(before)
        return result

    return put(owner, name, changed)


def tell_every_question(found, row):
    name = "asked" if row["route"] == "challenged" else row["route"]
    walk.Walk.usual_follow(found, {**row, "route": name})


def follow_telling_every_question():
    walk.Walk.usual_follow = walk.Walk.follow
    walk.Walk.follow = tell_every_question


def start_again_blindly(found, event):
    if event["fault"]["code"] == "conflict":
        context.conflict(found.context, event["fault"])
        found.go("aggregating.queued")
        return
    row = context.failed_call(found.context, event["fault"])
    found.follow({**row, "to": "aggregating.starting"} if row["to"] != "failed" else row)


def start_at_once(sight, usual=verdict.start):
    if sight.is_unsure and not sight.has_news and not sight.ran:
        return {"type": "start", "rule": "readyToStart"}, None
    return usual(sight)


def end_of_one_of_two(sight, reading, known, usual=Sight.__init__):
    usual(sight, reading, known)
    sight.is_known = sight.is_known or (sight.is_unsure and sight.has_news)
    sight.is_unsure = sight.is_unsure and not sight.has_news


def found_is_known(sight, reading, known, usual=Sight.__init__):
    usual(sight, reading, known)
    sight.is_known = not sight.is_unsure


def old_code_trusted(sight, row, usual=verdict.failure):
    if sight.code() is not None and sight.has_begun and sight.is_known:
        return verdict.as_failure(row), None
    return usual(sight, row)


def overlook_later_success(reading, known, usual=verdict.is_left):
    return usual({**reading, "successfullyAggregatedAt": None}, known)


def verified_at_once(sight, usual=verdict.success):
    is_verify = sight.context["job"] == "verify"
    sight.context = {**sight.context, "job": "aggregate"} if is_verify else sight.context
    return usual(sight)


def always_running(_, rule):
    return {"type": "running", "rule": rule}, None


def recover_to_the_start(found):
    found.go("aggregating.starting" if found.place == "starting" else f"{found.context['phase']}.reading")


def submit_again(answer=events.answer):
    """Keeps the answers, and sends them once more when their reply is lost."""
    kept = []

    def keep(found, event):
        kept[:] = event["answers"]
        answer(found, event)

    def resubmit(found, _):
        found.go("resumed.submitting", answers=list(kept))

    events.answer = keep
    events.CALLS["error", "submitAnswers"] = ("submitting", resubmit)


def keep_answers_in_the_record(answer=events.answer):
    def keep(found, event):
        answer(found, event)
        found.context["answeredGuids"] += [given.get("value", "") for given in event["answers"]]

    events.answer = keep


def quote_strays(given, challenges, usual=answers.check):
    found = usual(given, challenges)
    asked = readings.guids(challenges)
    strays = [one["guid"] for one in given if one["guid"] not in asked]
    return [{**one, "guid": strays[0]} if one["code"] == "unknown" else one for one in found]


def one_problem_each(given, challenges, usual=answers.check):
    asked = readings.guids(challenges)
    strays = [one for one in given if one["guid"] not in asked]
    return usual(given, challenges) + [answers.problem(None, "unknown")] * max(0, len(strays) - 1)


def hash_without_finalizer(known):
    """FNV-1a alone, without what spreads its last characters."""
    user, member = known["member"]["userGuid"], known["member"]["memberGuid"]
    digest = 2166136261
    for character in f"{user}/{member}":
        digest = ((digest ^ ord(character)) * 16777619) % 2**32
    return digest / 2**32


def is_of_turn_to_come(found, event):
    return event.get("turn", found.turn) >= found.turn


def any_text_is_a_moment(text, usual=readings.moment):
    return usual(text) or usual(f"{text}Z")


def gap_with_absences(known, at):
    return max(0, at - (at if known["lastStampAt"] is None else known["lastStampAt"]))


def status_of_before(known):
    reading = known["reading"]
    return [(reading["connectionStatus"], reading.get("message"))] if reading else []


def ask_under_the_same_prompt(asked=context.asked):
    def ask(known, questions):
        is_again = readings.are_same_questions(questions, known["challenges"])
        before = known["prompt"]
        asked(known, questions)
        if is_again:
            known["prompt"] = before

    context.asked = ask


def expects_always(found, state, usual=walk.Walk.go, **more):
    usual(found, state, **more)
    for effect in found.effects:
        if effect["type"] == "readStatus":
            effect["expects"] = "any"


def begin_again_at_one(given, usual=member.first_context):
    return usual({key: value for key, value in given.items() if key != "after"})


def gone_is_unknown():
    context.GONE = context.FAILURES["notFound"]


def never_too_long(stamp=context.stamp):
    def stamped(known, at):
        result = stamp(known, at)
        known["observed"] = {**known["observed"], "total": 0}
        return result

    context.stamp = stamped


def trust_old_readings():
    context.is_stale = verdict.is_stale = always(False)


FAULTS = {
    "L2-nothing-dropped": put(walk.Walk, "drop", never),
    "L4-accepted-after-the-end": put(walk.Walk, "is_over", property(lambda found: found.state == "")),
    "L7-late-trusted": put(events, "is_of_turn", always(True)),
    "L7-ahead-trusted": put(events, "is_of_turn", is_of_turn_to_come),
    "L8-numbers-begin-again": put(member, "first_context", begin_again_at_one),
    "J1-reply-proves-nothing": but_for(events.updates, "started", ["evidence"]),
    "J2-started-again-blindly": partial(
        events.CALLS.update, {("error", "startJob"): ("starting", start_again_blindly)}
    ),
    "J3-end-of-one-of-two": put(Sight, "__init__", end_of_one_of_two),
    "J4-started-after-one-poll": put(verdict, "start", start_at_once),
    "J4-started-too-soon": after("idleOnce", 0),
    "V1-old-trusted": trust_old_readings,
    "V2-no-echo": put(Sight, "asks_something_new", always(True)),
    "V2-echo-for-ever": put(verdict, "says_nothing", always_running),
    "V2-in-turn-for-ever": put(verdict, "MAX_RETURNS", 10**9),
    "V2-in-turn-too-soon": put(verdict, "MAX_RETURNS", 3),
    "V6-absent-is-false": put(verdict, "flag_absent", never),
    "V6-trusted-after-seconds": after("flagAbsent", 6_000),
    "V9-failed-at-once": after("failedOnce", 0),
    "V10-code-not-trusted": put(Sight, "code", always(None)),
    "V13-fresh-by-nothing": put(Sight, "says", always(False)),
    "V13-connected-at-once": after("connectedOnce", 0),
    "V13-connected-too-soon": after("connectedOnce", 3_000),
    "V14-verified-at-once": put(verdict, "success", verified_at_once),
    "V15-counted-to-arrival": put(verdict, "sent_at", lambda reading: reading["at"]),
    "V16-message-compared": put(readings, "COMPARED", (*readings.COMPARED, "message")),
    "V17-never-completed": put(context, "filled", never),
    "V18-any-zone": put(readings, "moment", any_text_is_a_moment),
    "O2-old-error-trusted": put(Sight, "was_there_before", always(False)),
    "M2-asked-at-each-poll": follow_telling_every_question,
    "M4-answered-elsewhere-at-once": after("elsewhereOnce", 0),
    "A3-blank-accepted": put(answers, "is_blank", never),
    "A3-any-length": put(answers, "MAX_LENGTH", 10**9),
    "A3-any-option": put(answers, "is_no_option", never),
    "A4-one-problem-each": put(events, "check", one_problem_each),
    "A5-guid-before-value": put(answers, "NAMES", ("guid", "value", "label")),
    "A5-as-given": put(events, "values", lambda given, _: given),
    "A7-any-prompt": put(events, "is_of_prompt", always(True)),
    "A8-before-the-poll": put(events, "is_polled", always(True)),
    "F2-not-found-at-once": after("notFoundOnce", 0),
    "F2-gone-is-unknown": gone_is_unknown,
    "F4-any-return": put(context, "MAX_BAD_RETURNS", 10**9),
    "F7-answers-sent-again": submit_again,
    "F7-asked-after-one-poll": after("questionOnce", 0),
    "F8-asked-under-the-same-prompt": ask_under_the_same_prompt,
    "P2-no-growth": put(timing, "FAST_PERIOD", 10**9),
    "P3-no-growth": put(timing, "GROWTH", 0),
    "P4-no-back-off": put(timing, "MAX_DOUBLINGS", 0),
    "P5-retry-after-ignored": put(timing, "asked_wait", always(0)),
    "J4-retry-after-forgotten": put(verdict, "asked_wait", always(0)),
    "J3-found-is-known": put(Sight, "__init__", found_is_known),
    "V7-sticky-without-code": put(Sight, "is_sticky", Sight.was_there_before),
    "V10-old-code-trusted": put(verdict, "failure", old_code_trusted),
    "V11-later-success-overlooked": put(verdict, "is_left", overlook_later_success),
    "P6-no-finalizer": put(timing, "jitter", hash_without_finalizer),
    "P7-no-slack": put(timing, "TIMER_SLACK", 0),
    "P7-at-leisure": put(timing, "RECHECK_DELAY", 10**9),
    "P8-from-arrival": put(timing, "took", always(0)),
    "P9-any-length": put(timing, "MAX_WAIT", 10**15),
    "P10-never-the-end": put(walk.Walk, "go", expects_always),
    "N1-confirming-poll-at-once": put(timing, "can_read_now", timing.accepts_hint),
    "N2-every-hint": put(timing, "accepts_hint", lambda known: not timing.is_rate_limited(known)),
    "N3-hint-lost": put(events, "remember_hint", never),
    "N4-though-rate-limited": put(timing, "is_rate_limited", always(False)),
    "N4-though-refused-again": put(timing, "is_refused_again", never),
    "D1-no-limit": put(timing, "limit_passed", never),
    "D3-no-grace": put(timing, "CONFIRM_GRACE", 0),
    "D4-absences-count": put(timing, "observed_gap", gap_with_absences),
    "D7-for-ever": never_too_long,
    "R2-start-not-failed": put(walk.Walk, "read_again", recover_to_the_start),
    "R2-hint-remembered": put(member, "forget", never),
    "R4-contradictions": put(records, "contradiction", never),
    "R5-any-event": put(member, "check", never),
    "S1-answers-kept": keep_answers_in_the_record,
    "S2-strays-quoted": put(events, "check", quote_strays),
    "W3-never-slow": put(screen, "SLOW_AFTER", 10**9),
    "W4-status-of-before": put(screen, "shown_status", status_of_before),
    "W6-never-grows": put(walk.Walk, "revise", never),
}
NAMES = sorted(FAULTS)


def switch_on(name):
    FAULTS[name]()
