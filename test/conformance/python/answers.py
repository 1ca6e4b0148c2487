"""Whether answers fit the questions that are open."""

from readings import guids

#: White space within ASCII.
WHITE = " \t\n\v\f\r"
#: How an answer may name an option; the first comes first.
NAMES = ("value", "guid", "label")
LONGEST = 4096

MESSAGES = {
    "missing": "This question has no answer.",
    "duplicate": "This question has more than one answer.",
    "empty": "The answer is empty.",
    "tooLong": "The answer is too long.",
    "notAnOption": "Choose one of the options.",
    "superseded": "This question is not asked any more.",
    "unknown": "This question was never asked.",
    "refused": "MX did not take this answer.",
}


def problem(guid, code):
    return {"guid": guid, "code": code, "message": MESSAGES[code]}


def is_white(text):
    return all(c in WHITE or (ord(c) > 127 and c.isspace()) for c in text)


def is_blank(answer):
    return is_white(answer.get("value", answer.get("sealed")))


def is_too_long(answer):
    return len(answer.get("value", "")) > LONGEST


def is_no_option(answer, challenge):
    choices = [
        option.get(key) for option in challenge["options"] for key in NAMES
    ]
    return "value" in answer and bool(choices) and answer["value"] not in choices


def code_of(challenge, answers):
    given = [answer for answer in answers if answer["guid"] == challenge["guid"]]
    if not given:
        return "missing"
    if len(given) > 1:
        return "duplicate"
    if is_blank(given[0]):
        return "empty"
    if is_too_long(given[0]):
        return "tooLong"
    return "notAnOption" if is_no_option(given[0], challenge) else None


def stray(answer, context):
    was_asked = answer["guid"] in context["accepted"] + context["superseded"]
    return problem(answer["guid"], "superseded") if was_asked else problem(None, "unknown")


def options_of(guid, challenges):
    return next(
        (challenge["options"] for challenge in challenges if challenge["guid"] == guid), []
    )


def named(name, options):
    """The options that have this name, in the first way in which any has."""
    for key in NAMES:
        found = [option for option in options if option.get(key) == name]
        if found:
            return found
    return []


def as_sent(answer, challenges):
    """A choice by the value of its option, if that is its own alone."""
    if "sealed" in answer:
        return answer
    options = options_of(answer["guid"], challenges)
    found = named(answer["value"], options)
    if len(found) != 1 or is_white(found[0]["value"]):
        return answer
    value = found[0]["value"]
    is_its_own = [option["value"] for option in options].count(value) == 1
    return {"guid": answer["guid"], "value": value} if is_its_own else answer


def values(answers, challenges):
    """The answers as they are sent."""
    return [as_sent(answer, challenges) for answer in answers]


def check(answers, context):
    """All problems: those of the open questions, then those of answers to anything else."""
    challenges = context["challenges"]
    codes = [(challenge["guid"], code_of(challenge, answers)) for challenge in challenges]
    strays = [answer for answer in answers if answer["guid"] not in guids(challenges)]
    return [problem(guid, code) for guid, code in codes if code] + [
        stray(answer, context) for answer in strays
    ]
