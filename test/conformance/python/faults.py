"""Rules that are broken on purpose, each by a flag, to see that the vectors notice. Named for the rule."""

from functools import partial

import answers
import events
import member
import memory
import pacing
import readings
import records
import route
import view
import walk
from verdict import RULES, Sight, always


def put(owner, name, value):
    """Puts something else in the place of a function or a number of a module."""
    return partial(setattr, owner, name, value)


def drop(rule):
    """Forgets one of the rules for readings."""
    return partial(RULES.pop, rule)


def alter(rule, holds=None, means=None):
    """Changes when one of the rules for readings holds, or what follows from it."""
    usual_holds, usual_means = RULES[rule]
    return partial(RULES.update, {rule: (holds or usual_holds, means or usual_means)})


def never(*_):
    return None


def hear_answers_always(*_):
    return events.answer


def hear_cancel_always(_):
    return events.cancel


def tell_every_time(context):
    return context["verdict"]["is"] == "challenged"


def explained_by_status(sight):
    row = sight.row if sight.kind == "failed" else memory.ENDS["unreachable"]
    return {"is": "failed", "reason": row["reason"], "nextStep": row["nextStep"]}


def compare_null_with_nothing(is_later=readings.is_later):
    def later(field, reading, other):
        return bool(other) and other.get(field) is not None and is_later(field, reading, other)

    readings.is_later = later


def hash_the_other_way(context):
    """FNV-1 instead of FNV-1a."""
    ids = context["member"]
    digest = 2166136261
    for character in f"{ids['userGuid']}/{ids['memberGuid']}/{context['readings']}":
        digest = ((digest * 16777619) % 2**32) ^ ord(character)
    return digest / 2**32


def quote_strays(answer, context):
    was_asked = answer["guid"] in context["accepted"] + context["superseded"]
    return answers.problem(answer["guid"], "superseded" if was_asked else "unknown")


def news_any_time(context):
    return (context["fault"] or {}).get("code") != "rateLimited"


def news_though_rate_limited(context):
    return context["hint"] == "none"


def stay_where_it_died(found):
    return found.state if found.place == "waiting" else f"{found.context['phase']}.reading"


def read_after_failed_start(found):
    is_starting = found.place == "starting"
    return "aggregating.starting" if is_starting else f"{found.context['phase']}.reading"


def submit_on_resume(found):
    return found.state if found.place == "submitting" else "aggregating.reading"


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
        found.context["superseded"] += [given.get("value", "") for given in event["answers"]]

    events.answer = keep


def but_for(module, name, fields):
    """One of the changes of the context, but for these fields, which stay as they were."""
    change = getattr(module, name)

    def changed(context, *more):
        before = {field: context[field] for field in fields}
        change(context, *more)
        context.update(before)

    return put(module, name, changed)


def accept_last_round_only(submitted=events.submitted):
    def accept(context, reading):
        submitted(context, reading)
        context["accepted"] = list(context["asked"])

    events.submitted = accept


def supersede_last_round_only(open_round=walk.open_round):
    def supersede(context):
        before = context["superseded"]
        open_round(context)
        context["superseded"] = [guid for guid in context["superseded"] if guid not in before]

    walk.open_round = supersede


def is_of_turn_of_readings(found, event, usual=events.is_of_turn):
    return event.get("call") in ("startJob", "submitAnswers") or usual(found, event)


def is_of_turn_to_come(found, event):
    return event.get("turn", found.turn) >= found.turn


def begin_anew(found, forget=member.forget):
    forget(found)
    found.context.update(actedAt=None, moves=0)


def keep_given_baseline(context, reading):
    given = context["baseline"]
    return memory.times(reading) if given is None else given


def follow_old_readings(context, reading, usual=memory.next_baseline):
    is_old = readings.is_later("aggregatedAt", context["baseline"], reading)
    return memory.times(reading) if is_old else usual(context, reading)


def is_older_than_the_start(sight):
    remembered = (sight.context["reading"], sight.context["baseline"])
    return sight.is_patient and any(
        readings.is_later("aggregatedAt", one, sight.reading) for one in remembered
    )


def is_stale_by_a_text(sight):
    return sight.reading.get("aggregatedAt") is not None and Sight.is_stale(sight)


def is_pending(context):
    return context["hint"] == "pending"


def never_back(context, at, away=memory.away):
    return max(0, away(context, at))


def forget_lost_answers(context, reading, found, believe=memory.believe):
    believe(context, reading, found)
    if found["is"] not in ("challenged", "none"):
        context["answerLost"] = False


def ask_anew_each_time(context):
    context["asking"] += 1
    if context["askedAt"] is None:
        context["askedAt"] = context["at"]


def tell_problems_alone(found):
    found.tell("answer.refused", problems=found.context["problems"])


def absent_is_never(reading):
    return reading and {key: reading.get(key) for key in memory.TIMES}


def ask_again_as_before(open_round=walk.open_round):
    def ask(context):
        before = context["round"], context["asking"]
        open_round(context)
        if context["round"] == before[0]:
            context["asking"] = before[1]

    walk.open_round = ask


def is_of_asking_unless_0(found, event):
    return (event.get("asking") or found.context["asking"]) == found.context["asking"]


def is_of_turn_unless_0(found, event):
    return (event.get("turn") or found.turn) == found.turn


def asked_for_unless_commanded(asked_for=pacing.asked_for):
    pacing.asked_for = lambda context: 0 if context["commanded"] else asked_for(context)


def act_as_before(answer=events.answer):
    def keep(found, event):
        before = {key: found.context[key] for key in ("actedAt", "moves")}
        answer(found, event)
        found.context.update(before)

    events.answer = keep


def not_for_old_readings(check_deadline=memory.check_deadline):
    def check(context):
        if context["verdict"]["rule"] != "stale":
            check_deadline(context)

    memory.check_deadline = check


FAULTS = {
    "L3-nothing-dropped": put(walk.Walk, "drop", never),
    "L5-heard-after-the-end": partial(events.PLAIN.update, cancel=hear_cancel_always),
    "L8-nought-is-none": put(events, "is_of_turn", is_of_turn_unless_0),
    "L8-ahead-believed": put(events, "is_of_turn", is_of_turn_to_come),
    "L8-commands-not-numbered": put(events, "is_of_turn", is_of_turn_of_readings),
    "L8-late-believed": put(events, "is_of_turn", lambda *_: True),
    "V1-stale-believed": drop("stale"),
    "V1-baseline-goes-back": put(memory, "next_baseline", follow_old_readings),
    "V1-start-counts-for-ever": alter("stale", holds=is_older_than_the_start),
    "V2-empty-challenge-believed": drop("noChallengeShown"),
    "V3-question-waits-for-the-job": alter("newChallenge", holds=never),
    "V4-no-echo": drop("echo"),
    "V4-echo-closes-a-question": alter("echo", means=always("running")),
    "V4-count-goes-on": but_for(events, "submitted", ["passedOver"]),
    "V4-last-round-only": accept_last_round_only,
    "V5-flag-ignored": drop("beingAggregated"),
    "V6-absent-is-false": drop("flagAbsent"),
    "V6-nothing-said-is-running": alter(
        "flagAbsent", means=lambda s: {"is": "running" if s.kind == "running" else "none"}
    ),
    "V9-failed-at-once": drop("failedOnce"),
    "V10-code-not-believed": drop("errorCode"),
    "V11-code-not-looked-up": alter("errorCode", means=explained_by_status),
    "V12-old-code-believed": alter("errorCode", holds=lambda sight: sight.has_code),
    "V13-unknown-is-the-end": drop("unknownStatus"),
    "V14-begun-is-over": alter("connected", holds=lambda sight: sight.seen),
    "V15-quiet-at-once": drop("quietOnce"),
    "V16-message-compared": put(readings, "COMPARED", (*readings.COMPARED, "message")),
    "V16-guids-not-compared": put(readings, "guids", lambda _: []),
    "V17-absent-is-never": put(member, "times", absent_is_never),
    "V17-baseline-not-completed": put(memory, "next_baseline", keep_given_baseline),
    "V17-baseline-not-taken": put(member, "times", never),
    "V17-no-baseline": put(memory, "next_baseline", never),
    "V18-null-proves-nothing": compare_null_with_nothing,
    "V18-null-is-no-older": alter("stale", holds=is_stale_by_a_text),
    "O1-pending-is-running": alter("pending", means=always("running")),
    "O2-old-error-believed": drop("oauthIdle"),
    "M2-told-again": put(route, "is_new_round", tell_every_time),
    "A5-blank-accepted": put(answers, "is_blank", never),
    "A6-any-length": put(answers, "LONGEST", 10**9),
    "A7-any-option": put(answers, "is_no_option", never),
    "A8-last-round-only": supersede_last_round_only,
    "A12-answered-twice": put(events, "hears_answers", hear_answers_always),
    "A13-guid-before-value": put(answers, "NAMES", ("guid", "value", "label")),
    "A13-as-given": put(events, "values", lambda answers, _: answers),
    "A14-nought-is-none": put(events, "is_of_asking", is_of_asking_unless_0),
    "A14-any-asking": put(events, "is_of_asking", lambda *_: True),
    "A14-anew-each-time": put(memory, "ask_now", ask_anew_each_time),
    "A14-not-told": put(events, "tell_problems", tell_problems_alone),
    "A14-not-after-a-loss": ask_again_as_before,
    "F4-starts-for-ever": put(events, "MOST_STARTS", 10**9),
    "F9-answers-resent": submit_again,
    "F10-forgotten-with-an-echo": put(memory, "believe", forget_lost_answers),
    "P3-no-growth": put(pacing, "STEADY", 10**9),
    "P4-no-growth": put(pacing, "GROWTH", 0),
    "P5-no-back-off": put(pacing, "MOST_DOUBLINGS", 0),
    "P6-retry-after-ignored": put(pacing, "asked_for", lambda context: 0),
    "P6-not-after-a-command": asked_for_unless_commanded,
    "P7-another-hash": put(pacing, "jitter", hash_the_other_way),
    "P8-for-ever": put(pacing, "MOST_SOON", 10**9),
    "P8-at-leisure": put(pacing, "SOON", 10**9),
    "P9-any-length": put(pacing, "LONGEST", 10**15),
    "N1-second-look-at-once": put(events, "ONCE", {}),
    "N3-second-look-at-once": put(pacing, "ONCE", {}),
    "N2-storm": put(events, "may_be_news", news_any_time),
    "N2-second-look-for-news": put(events, "is_for_news", is_pending),
    "N3-news-lost": put(events, "remember_news", never),
    "N4-told-to-send-less": put(events, "may_be_news", news_though_rate_limited),
    "N6-remembered-over-a-start": but_for(events, "started", ["hint"]),
    "N6-remembered-over-an-answer": put(events, "forget_news", never),
    "D1-no-deadline": put(memory, "check_deadline", never),
    "D4-deadline-first": put(route, "goes_on", lambda context: True),
    "D4-one-gap-is-enough": put(memory, "MOST_MOVES", -1),
    "D5-outage-counts-for-a-question": but_for(events, "judge", ["askedAt"]),
    "D5-outage-counts": put(memory, "outage", lambda context, at: 0),
    "D7-anew-after-a-crash": put(member, "forget", begin_anew),
    "D7-not-anew-with-an-answer": act_as_before,
    "D7-not-for-old-readings": not_for_old_readings,
    "D7-beats-a-success": put(memory, "is_end", lambda verdict: False),
    "D7-whenever-it-moves": put(memory, "longest", lambda deadlines: 0),
    "D7-for-ever": put(memory, "longest", lambda deadlines: 10**15),
    "D8-not-seen-twice": put(memory, "ONCE", {}),
    "D9-time-stands-still": put(memory, "not_after", lambda at, moment: moment),
    "D10-sleep-is-an-outage": put(memory, "away", lambda context, at: 0),
    "D10-sleep-counts-for-a-phase": but_for(memory, "skip", ["since"]),
    "D10-sleep-counts-for-the-user": but_for(memory, "skip", ["actedAt"]),
    "D10-sleep-counts-for-a-question": but_for(memory, "skip", ["askedAt"]),
    "D10-never-back": put(memory, "away", never_back),
    "R2-sleeps-on": put(member, "resumes_at", stay_where_it_died),
    "R3-answers-resent": put(member, "resumes_at", submit_on_resume),
    "R4-start-forgotten": put(member, "resumes_at", read_after_failed_start),
    "R6-news-remembered": put(member, "forget", never),
    "R7-contradictions": put(records, "contradiction", never),
    "R8-any-event": put(member, "check", never),
    "S1-answers-kept": keep_answers_in_the_record,
    "S2-strays-quoted": put(answers, "stray", quote_strays),
    "W3-a-start-is-no-news": but_for(events, "started", ["newsAt"]),
    "W3-an-answer-is-no-news": but_for(events, "submitted", ["newsAt"]),
    "W3-never-long": put(view, "TAKES_LONG", 10**9),
}
NAMES = sorted(FAULTS)


def switch_on(name):
    FAULTS[name]()
