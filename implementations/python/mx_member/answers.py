"""Whether answers fit the questions that are open."""

from .readings import guids

#: White space within ASCII.
WHITE = " \t\n\v\f\r"
#: How an answer may name an option; the first comes first.
NAMES = ("value", "guid", "label")
MAX_LENGTH = 4096

MESSAGES = {
    "missing": "This question has no answer.",
    "duplicate": "This question has more than one answer.",
    "empty": "The answer is empty.",
    "tooLong": "The answer is too long.",
    "notAnOption": "Choose one of the options.",
    "superseded": "This question is not asked any more.",
    "notYet": "MX has not been asked yet whether this question stands.",
    "unknown": "There is an answer to a question that is not asked.",
    "refused": "MX did not take this answer.",
}


def problem(guid, code):
    return {"guid": guid, "code": code, "message": MESSAGES[code]}


def is_white(text):
    return all(c in WHITE or (ord(c) > 127 and c.isspace()) for c in text)


def is_blank(answer):
    return is_white(answer.get("value", answer.get("sealed")))


def is_too_long(answer):
    return len(answer.get("value", "")) > MAX_LENGTH


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


def options_of(guid, challenges):
    return next(
        (challenge["options"] for challenge in challenges if challenge["guid"] == guid), []
    )


def named(name, options):
    """The option that has this name, in the first way in which any has."""
    for key in NAMES:
        for option in options:
            if option.get(key) == name:
                return option
    return None


def as_sent(answer, context):
    """A choice by the name that MX is given."""
    if "sealed" in answer:
        return answer
    option = named(answer["value"], options_of(answer["guid"], context["challenges"]))
    if option is None:
        return answer
    value = option.get(context["answerWith"], option["value"])
    return {"guid": answer["guid"], "value": value}


def values(answers, context):
    """The answers as they are sent."""
    return [as_sent(answer, context) for answer in answers]


def check(answers, challenges):
    """The problems of the open questions, and one for all answers to anything else."""
    codes = [(challenge["guid"], code_of(challenge, answers)) for challenge in challenges]
    asked = guids(challenges)
    has_stray = any(answer["guid"] not in asked for answer in answers)
    strays = [problem(None, "unknown")] if has_stray else []
    return [problem(guid, code) for guid, code in codes if code] + strays
