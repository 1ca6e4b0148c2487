"""A member while something happens to it: it goes from state to state, and effects gather."""

import pacing
import route
import view
from memory import open_round

CALLS = {"starting": "startJob", "reading": "readStatus", "submitting": "submitAnswers"}


class Walk:
    def __init__(self, state, context):
        self.state = state
        self.context = context
        self.effects = []

    @property
    def place(self):
        return self.state.partition(".")[2]

    @property
    def turn(self):
        return self.context["turn"]

    @property
    def is_over(self):
        return self.state in ("connected", "failed")

    @property
    def waits_for_other_job(self):
        return self.place == "queued" and self.context["pendingStart"] == "otherJob"

    def tell(self, kind, **more):
        self.effects.append({"type": kind, **more})

    def drop(self):
        """Leaves a place whose call or wait has not ended."""
        call = CALLS.get(self.place)
        if call:
            self.tell("cancelCall", turn=self.turn, call=call)
        else:
            self.tell("cancelWait", turn=self.turn)

    def go(self, state, **more):
        self.state = state
        if self.is_over:
            self.tell("settled", output=view.output(state, self.context))
            return
        self.enter(state.partition(".")[0])
        self.context["turn"] += 1
        call = CALLS.get(self.place)
        if not call:
            self.tell("wait", turn=self.turn, ms=pacing.delay(self.context))
            return
        job = {"job": self.context["job"]} if call == "startJob" else {}
        self.tell(call, turn=self.turn, member=self.context["member"], **job, **more)

    def enter(self, phase):
        context = self.context
        if phase != context["phase"]:
            asked_at = context["askedAt"] if phase == "challenged" else None
            since = context["at"] if asked_at is None else asked_at
            context.update(phase=phase, since=since, moves=context["moves"] + 1, hint="none")

    def read_again(self):
        self.go(f"{self.context['phase']}.reading")

    def follow(self):
        """Goes where the verdict leads."""
        context = self.context
        state = route.target(context)
        if route.is_new_round(context):
            open_round(context)
            told = {key: context[key] for key in ("round", "asking", "challenges")}
            self.tell("challenged", **told)
        elif context["phase"] == "challenged" and state == "resumed.waiting":
            self.tell("resumed")
        self.go(state)

    def reply(self):
        return {
            "record": {"schema": 1, "state": self.state, "context": self.context},
            "state": self.state,
            "effects": self.effects,
            "view": view.view(self.state, self.context),
        }
