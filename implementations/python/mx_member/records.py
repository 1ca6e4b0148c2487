"""Whether a record is sound."""

from .spec import Refused, check


def contradiction(record):
    state, context = record["state"], record["context"]
    verdict = context["verdict"]
    if state == "connected":
        is_sound = verdict["type"] == "connected" and "fresh" in verdict and context["reading"]
        return None if is_sound else "connected without saying how"
    if state == "failed":
        is_sound = verdict["type"] == "failed" and {"reason", "nextStep"} <= verdict.keys()
        return None if is_sound else "failed without saying why"
    if state.split(".")[0] != context["phase"]:
        return "in another phase than its state"
    if verdict["type"] in ("connected", "failed"):
        return "under way with the verdict of an end"
    starts = state == "aggregating.starting" or context["pendingStart"] != "none"
    if starts and context["job"] is None:
        return "starting without a job"
    if state == "aggregating.starting" and context["pendingStart"] != "due":
        return "starting what is not due"
    if state == "aggregating.queued" and context["pendingStart"] != "otherJob":
        return "queued without another job"
    if context["phase"] == "challenged" and not context["challenges"]:
        return "challenged without a question"
    return None


def check_record(record):
    check("record", record)
    found = contradiction(record)
    if found:
        raise Refused(f"record contradicts itself: it is {found}.")


def check_input(given):
    check("input", given)
    if "after" in given:
        check_record(given["after"])
        if given["after"]["state"] not in ("connected", "failed"):
            raise Refused("input.after has not ended.")
        if given["after"]["context"]["member"] != given["member"]:
            raise Refused("input.after is of another member.")
