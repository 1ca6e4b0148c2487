"""Checks documents by the schemas of the specification with jsonschema, which knows nothing of this repository.

Reads {"schemas": {name: schema}, "documents": [[name, document], …]} and writes {"wrong": [name, …], "fits": [true, …]}.
"""

import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

given = json.load(sys.stdin)


def is_wrong(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return True
    return False


validators = {name: Draft202012Validator(schema) for name, schema in given["schemas"].items()}
json.dump(
    {
        "wrong": [name for name, schema in given["schemas"].items() if is_wrong(schema)],
        "fits": [validators[name].is_valid(document) for name, document in given["documents"]],
    },
    sys.stdout,
)
