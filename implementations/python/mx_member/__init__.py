"""The lifecycle of one member of the MX platform: pure functions over records that are plain JSON values.

    from mx_member import begin, step, recover, view

``begin``, ``step`` and ``recover`` return a reply: a dict with ``record``, ``state``, ``effects`` and ``view``.
They raise ``Refused`` for an input, an event or a record that does not fit the specification.
"""

from .member import begin, recover, step, view
from .spec import Refused

__all__ = ["Refused", "begin", "recover", "step", "view"]
