"""Whether a record is sound."""

from spec import Refused, check


def contradiction(record):
    state, context = record["state"], record["context"]
    verdict = context["verdict"]
    if state == "connected":
        is_sound = verdict["is"] == "connected" and "fresh" in verdict and context["reading"]
        return None if is_sound else "connected without saying how"
    if state == "failed":
        is_sound = verdict["is"] == "failed" and {"reason", "nextStep"} <= verdict.keys()
        return None if is_sound else "failed without saying why"
    if state.split(".")[0] != context["phase"]:
        return "in another phase than its state"
    if verdict["is"] in ("connected", "failed"):
        return "under way with the verdict of an end"
    starts = state == "aggregating.starting" or context["pendingStart"] != "none"
    if starts and context["job"] is None:
        return "starting without a job"
    if state == "aggregating.queued" and context["pendingStart"] not in ("otherJob", "fault"):
        return "queued without a start that waits"
    if context["phase"] == "challenged" and not context["challenges"]:
        return "challenged without a question"
    return None


def check_record(record):
    check("record", record)
    found = contradiction(record)
    if found:
        raise Refused(f"record contradicts itself: it is {found}.")
