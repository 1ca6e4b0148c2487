"""As much of JSON Schema as the specification uses."""

TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: not isinstance(value, bool) and isinstance(value, (int, float)) and value == int(value),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def same(left, right):
    """Equality of JSON, in which `true` is not 1."""
    return type(left) is type(right) and left == right


def flaw(schema, value, path):
    """What is wrong with a value, as a sentence that quotes nothing of it; `None` when all is well."""
    if "anyOf" in schema:
        flaws = [flaw(option, value, path) for option in schema["anyOf"]]
        return None if None in flaws else f"{path} has none of the forms that are allowed"
    if "const" in schema and not same(schema["const"], value):
        return f"{path} is not what it must be"
    if "enum" in schema and not any(same(option, value) for option in schema["enum"]):
        return f"{path} is none of what it may be"
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if types and not any(TYPES[name](value) for name in types):
        return f"{path} must be of type {' or '.join(types)}"
    if isinstance(value, dict):
        return object_flaw(schema, value, path)
    if isinstance(value, list):
        return first(
            flaw(schema.get("items", {}), item, f"{path}[{index}]")
            for index, item in enumerate(value)
        )
    return bounds_flaw(schema, value, path)


def object_flaw(schema, value, path):
    known = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            return f"{path}.{key} is missing"
    if schema.get("additionalProperties") is False and not known.keys() >= value.keys():
        return f"{path} has a field that nobody knows"
    return first(
        flaw(known[key], item, f"{path}.{key}") for key, item in value.items() if key in known
    )


def bounds_flaw(schema, value, path):
    size = len(value) if isinstance(value, str) else value
    if "minLength" in schema and size < schema["minLength"]:
        return f"{path} is too short"
    if "maxLength" in schema and size > schema["maxLength"]:
        return f"{path} is too long"
    if "minimum" in schema and size < schema["minimum"]:
        return f"{path} is too small"
    if "maximum" in schema and size > schema["maximum"]:
        return f"{path} is too large"
    return None


def first(flaws):
    return next((found for found in flaws if found), None)
