"""Regular expressions that are compiled when they are first used.

To compile one takes 0.1 to 0.5 ms, and a run over one file needs but a few of all there are.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What stands for ``pattern``, with the methods that a compiled one has."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))


class _Late:
    def __init__(self, *given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)  # so that the next one need not come here
        return found
