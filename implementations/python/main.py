"""The lifecycle of an MX member, spoken as JSON lines: a request a line in, an answer a line out."""

import argparse
import json
import sys

from mx_member import Refused, begin, faults, health, recover, step


def answer(request):
    what = request["do"]
    if what == "begin":
        return begin(request["input"])
    if what == "step":
        return step(request["record"], request["event"])
    if what == "health":
        return health.answer(request)
    return recover(request["record"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fault", choices=faults.NAMES, help="break one rule on purpose")
    fault = parser.parse_args().fault
    if fault:
        faults.switch_on(fault)

    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = answer(request)
        except Refused as refusal:
            reply = {"refused": str(refusal)}
        print(json.dumps({"id": request["id"], **reply}), flush=True)


if __name__ == "__main__":
    main()
