"""A member while something happens to it: it goes from state to state, and effects gather."""

from . import timing
from . import screen

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
            self.tell("ended", output=screen.output(self.context))
            return
        self.context["turn"] += 1
        call = CALLS.get(self.place)
        if not call:
            self.tell("wait", turn=self.turn, ms=timing.delay(self.context))
            return
        if call == "startJob":
            more["job"] = self.context["job"]
        if call == "readStatus":
            more["expects"] = "end" if self.context["phase"] == "resumed" else "any"
        self.tell(call, turn=self.turn, member=self.context["member"], **more)

    def read_again(self):
        self.go(f"{self.context['phase']}.reading")

    def follow(self, row):
        """Goes where a row of the routing table leads."""
        if row["route"] == "asked":
            told = {key: self.context[key] for key in ("round", "prompt", "challenges")}
            self.tell("challenged", **told)
        if row["route"] == "answeredElsewhere":
            self.tell("resumed")
        self.go(row["to"])

    def revise(self, before):
        """The revision grows when a screen looks different."""
        if screen.looks(before) != screen.looks(self.context):
            self.context["revision"] = before["revision"] + 1

    def reply(self):
        return {
            "record": {"schema": 3, "state": self.state, "context": self.context},
            "state": self.state,
            "effects": self.effects,
            "view": screen.view(self.context),
        }
