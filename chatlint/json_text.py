"""JSON that neither a terminal nor a CI runner obeys."""

from __future__ import annotations

import json
from typing import Any


def json_text(data: Any, indent: int | None = None) -> str:
    """``data`` as JSON in ASCII; without ``indent``, in blanks, on one line."""
    text = json.dumps(data, indent=indent)
    # CI runners obey "##[…" and "##vso[…" wherever it stands, and JSON leaves DEL as it is.
    return text.replace("##", "#\\u0023").replace("\x7f", "\\u007f")
