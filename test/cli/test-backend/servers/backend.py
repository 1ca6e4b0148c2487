"""A server for members of MX that keeps all the rules of `mx-member test-backend`. The standard library is enough.

MX_BASE_URL, MX_CLIENT_ID, MX_API_KEY and PORT come from the environment; SPEED shortens all waits, for tests.
"""

import base64
import http.client
import http.server
import json
import os
import random
import threading
import time
import urllib.error
import urllib.request

SPEED = float(os.environ.get("SPEED", "1"))
FILE = os.path.join(os.environ.get("TEST_BACKEND_DIR", "."), "members.json")
POLL = 3.0
PATIENCE = 60.0
PASSING = {"CREATED", "UPDATED", "RESUMED", "RECONNECTED", "PENDING", None}

KEY = "%s:%s" % (os.environ["MX_CLIENT_ID"], os.environ["MX_API_KEY"])
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(KEY.encode()).decode(),
    "Accept-Version": "v20111101",
    "Content-Type": "application/json",
}

lock = threading.RLock()
members = {}


def now():
    return time.time() * SPEED


def save():
    with lock:
        with open(FILE + ".new", "w") as file:
            json.dump(members, file)
        os.replace(FILE + ".new", FILE)


class Refused(Exception):
    def __init__(self, status, wait):
        self.status = status
        self.wait = wait


def call(method, path, body=None):
    """The JSON of MX. Raises Refused for a status that is not 2xx, and OSError where no reply came."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["MX_BASE_URL"] + path, data, HEADERS, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
            return json.loads(text) if text else {}
    except urllib.error.HTTPError as error:
        seconds = error.headers.get("Retry-After")
        raise Refused(error.code, None if seconds is None else float(seconds) * SPEED) from None
    except (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException):
        raise OSError("no reply") from None


def path_of(guid):
    return "/users/%s/members/%s" % (members[guid]["user"], guid)


def begin(guid):
    """Sends the start. It is noted before it is sent, so that no crash sends it twice."""
    member = members[guid]
    member.update(start="lost", started_at=now())
    save()
    try:
        if member["credentials"] is None:
            call("POST", path_of(guid) + "/aggregate")
        else:
            call("PUT", path_of(guid), {"member": {"credentials": member["credentials"]}})
        member["start"] = "sent"
    except Refused as refused:
        if refused.status == 409:  # Another job runs: wait until it has ended.
            member.update(start="due", baseline="unread")
        elif refused.status == 429:
            member["start"] = "due"
            return refused.wait or 60.0
        elif refused.status >= 500:
            raise
        else:
            member["state"] = "failed"
    return POLL


def judge(member, shown):
    status = shown["connection_status"]
    running = shown["is_being_aggregated"]
    if status == "CHALLENGED":
        questions = [
            {"guid": one["guid"], "options": one.get("options") or []} for one in shown["challenges"]
        ]
        if any(one["guid"] not in member["sent"] for one in questions):
            member.update(state="asking", questions=questions)
        return
    if member["state"] == "asking":
        member.update(state="working", questions=[])
    if member["start"] == "due":
        if not running:
            member["baseline"] = shown["aggregated_at"]
        return
    if running or status in PASSING:
        member["idle"] = None
        return
    idle = member["idle"]
    if idle is None or idle["status"] != status:
        member["idle"] = {"status": status, "at": now()}
        return
    if now() - idle["at"] < POLL - 0.5:
        return
    if shown["aggregated_at"] == member["baseline"]:  # No job has run since the start.
        if member["start"] == "lost":
            member["start"] = "due"
            return
        if now() - member["started_at"] < PATIENCE:
            return
    member["state"] = "connected" if status == "CONNECTED" else "failed"


def turn(guid):
    """At most one request of a member. Returns the wait until the next turn."""
    member = members[guid]
    try:
        if member["start"] == "due" and member["baseline"] != "unread":
            return begin(guid)
        shown = call("GET", path_of(guid) + "/status")["member"]
    except Refused as refused:
        if refused.status in (400, 401, 403):
            member["state"] = "failed"
        if refused.wait is not None:
            return refused.wait + 0.5
        return longer(member)
    except OSError:
        return longer(member)
    member["failures"] = 0
    with lock:
        judge(member, shown)
    return 0 if member["start"] == "due" and member["baseline"] != "unread" else POLL


def longer(member):
    """The wait after a failure: longer each time, with a random part."""
    member["failures"] += 1
    return min(60.0, POLL * 2 ** member["failures"]) * (0.5 + random.random())


def follow(guid, turns):
    while members[guid]["turns"] == turns and members[guid]["state"] in ("working", "asking"):
        wait = turn(guid)
        save()
        time.sleep(wait / SPEED)


def follow_soon(guid):
    """One thread follows a member: the one before sees that its number is old."""
    with lock:
        members[guid]["turns"] += 1
        turns = members[guid]["turns"]
    threading.Thread(target=follow, args=(guid, turns), daemon=True).start()


def start(body):
    guid = body["member_guid"]
    with lock:
        turns = members.get(guid, {"turns": 0})["turns"]
        members[guid] = {
            "user": body["user_guid"],
            "credentials": body.get("credentials"),
            "state": "working",
            "questions": [],
            "sent": [],
            "start": "due",
            "started_at": now(),
            "baseline": "unread",
            "idle": None,
            "failures": 0,
            "turns": turns,
        }
        save()
    follow_soon(guid)
    return 202, {"member_guid": guid}


def answer(guid, body):
    with lock:
        member = members[guid]
        if member["state"] != "asking":
            return 409, {}
        member["sent"] += [one["guid"] for one in body["answers"]]
        member.update(state="working", questions=[])
        save()  # The answer counts as sent from here on, whatever happens to the reply.
    try:
        call("PUT", path_of(guid) + "/resume", {"member": {"challenges": body["answers"]}})
    except (Refused, OSError):
        pass  # A reading says whether MX has it.
    return 202, {}


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        member = members.get(self.path.split("/")[-1])
        if member is None:
            return self.reply(404, {})
        with lock:
            self.reply(200, {"state": member["state"], "questions": member["questions"]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or "{}")
        parts = self.path.split("/")
        if parts[1] == "webhooks":
            self.reply(200, {})  # A hint. The timer reads soon.
        elif len(parts) > 3:
            self.reply(*answer(parts[2], body))
        else:
            self.reply(*start(body))

    def log_message(self, format, *args):
        pass


if os.path.exists(FILE):
    with open(FILE) as file:
        members = json.load(file)
    for guid in list(members):
        follow_soon(guid)
print("listening", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
