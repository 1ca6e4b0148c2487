"""One lifecycle, a crash, and what is refused. The vectors of the specification test the rest."""

import json
import subprocess
import sys
import unittest
from copy import deepcopy
from pathlib import Path

from mx_member import Refused, begin, recover, step, view

MAIN = Path(__file__).resolve().parents[1] / "main.py"
INPUT = {"member": {"userGuid": "USR-1", "memberGuid": "MBR-1"}, "job": "aggregate"}
QUESTION = {"guid": "CRD-1", "type": "TEXT", "label": "Which city?", "options": []}


def reading(status, at, **more):
    shown = {"connectionStatus": status, "isBeingAggregated": True, "challenges": [], "at": at}
    return {**shown, **more}


def done(reply, call, found):
    return {"type": "done", "call": call, "turn": reply["record"]["context"]["turn"], "reading": found}


def take(reply, event):
    return step(reply["record"], event)


def poll(reply, found):
    due = take(reply, {"type": "elapsed", "turn": reply["record"]["context"]["turn"]})
    return take(due, done(due, "readStatus", found))


def kinds(reply):
    return [effect["type"] for effect in reply["effects"]]


def asked():
    """A member that is asked one question."""
    started = take(begin(INPUT), done(begin(INPUT), "startJob", reading("CREATED", 1_000)))
    return poll(started, reading("CHALLENGED", 5_000, challenges=[QUESTION]))


class Lifecycle(unittest.TestCase):
    def test_a_question_is_asked_answered_and_the_member_connects(self):
        reply = asked()
        self.assertEqual(kinds(reply), ["challenged", "wait"])
        self.assertEqual(view(reply["record"])["challenges"], [QUESTION])
        answers = [{"guid": "CRD-1", "value": "Zürich"}]
        reply = take(reply, {"type": "challenge.answer", "prompt": 1, "answers": answers})
        self.assertEqual(kinds(reply), ["cancelWait", "resumed", "submitAnswers"])
        reply = take(reply, done(reply, "submitAnswers", reading("RESUMED", 6_000)))
        end = reading("CONNECTED", 9_000, isBeingAggregated=False)
        reply = poll(poll(reply, end), {**end, "at": 15_000})
        self.assertEqual(kinds(reply), ["ended"])
        self.assertEqual(view(reply["record"])["outcome"]["outcome"], "connected")

    def test_an_answer_is_in_no_record(self):
        answers = [{"guid": "CRD-1", "value": "Zürich"}]
        reply = take(asked(), {"type": "challenge.answer", "prompt": 1, "answers": answers})
        self.assertNotIn("Zürich", json.dumps([reply["record"], reply["view"]], ensure_ascii=False))

    def test_a_record_is_not_changed_by_a_step(self):
        reply = asked()
        before = deepcopy(reply["record"])
        poll(reply, reading("CONNECTED", 9_000))
        self.assertEqual(reply["record"], before)

    def test_after_a_crash_the_member_is_polled(self):
        record = json.loads(json.dumps(asked()["record"]))
        reply = recover(record)
        self.assertEqual(kinds(reply), ["readStatus"])
        self.assertIsNone(reply["view"]["needs"])


class Refusals(unittest.TestCase):
    def test_a_record_of_another_version(self):
        with self.assertRaises(Refused):
            recover({**begin(INPUT)["record"], "schema": 2})

    def test_an_event_that_is_none(self):
        with self.assertRaises(Refused):
            step(begin(INPUT)["record"], {"type": "surprise"})


class Protocol(unittest.TestCase):
    def test_a_line_in_a_line_out(self):
        requests = [
            {"id": 1, "do": "begin", "input": INPUT},
            {"id": 2, "do": "recover", "record": {}},
        ]
        ended = subprocess.run(
            [sys.executable, "-B", MAIN],
            input="".join(f"{json.dumps(request)}\n" for request in requests),
            capture_output=True,
            text=True,
            check=True,
        )
        first, second = (json.loads(line) for line in ended.stdout.splitlines())
        self.assertEqual((first["id"], first["state"]), (1, "aggregating.starting"))
        self.assertEqual(second.keys(), {"id", "refused"})


if __name__ == "__main__":
    unittest.main()
