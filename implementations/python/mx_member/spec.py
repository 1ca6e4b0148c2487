"""The tables and schemas of the specification, read from its JSON files."""

import json
from pathlib import Path

from .schema import flaw

FOLDER = Path(__file__).resolve().parents[3] / "packages" / "machine" / "spec"


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


TABLE = read("statuses.json")
STATUSES = {row["name"]: row for row in TABLE["statuses"]}
ERROR_CODES = {row["code"]: row for row in TABLE["errorCodes"]}
OTHER_ERROR_CODES = TABLE["otherErrorCodes"]
FAILURES = TABLE["failures"]
GONE = {**FAILURES["notFound"], "nextStep": "connectAgain"}
FAULTS = {row["code"]: row for row in TABLE["faults"]}
SCHEMAS = {what: read(f"{what}.schema.json") for what in ("input", "record", "event")}


class Refused(Exception):
    """What was given is wrong in itself. It says so in a sentence that quotes no answer."""


def check(what, value):
    """Refuses an input, a record or an event that does not fit its schema."""
    found = flaw(SCHEMAS[what], value, what)
    if found:
        raise Refused(f"{found}.")
