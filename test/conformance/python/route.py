"""Where a verdict leads."""

from readings import guids


def asks_the_same(context):
    return sorted(guids(context["challenges"])) == sorted(context["asked"])


def aggregating(context):
    return "aggregating.waiting" if context["pendingStart"] == "none" else "aggregating.queued"


def target(context):
    """The state that the verdict leads to."""
    found, phase = context["verdict"]["is"], context["phase"]
    if found in ("connected", "failed"):
        return found
    if found == "start":
        return "aggregating.starting"
    if found in ("authorizing", "challenged"):
        return f"{found}.waiting"
    if found == "running" and phase in ("challenged", "resumed"):
        return "resumed.waiting"
    if found == "running" or phase == "aggregating":
        return aggregating(context)
    return f"{phase}.waiting"


def is_new_round(context):
    """Whether the verdict asks something that is not open already."""
    return context["verdict"]["is"] == "challenged" and not (
        context["phase"] == "challenged" and asks_the_same(context)
    )


def goes_on(context):
    """Whether the phase stays as it is."""
    return target(context).startswith(f"{context['phase']}.") and not is_new_round(context)
