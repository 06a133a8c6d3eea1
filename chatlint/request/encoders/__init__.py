"""How a request is written: one module a form, imported only when it is used.

Every one of them has a function ``encode`` from the request to text.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from chatlint.request.record import RequestRecord

FORMS = ("json", "yaml", "query", "xml", "http", "cli")


class Encoder(Protocol):
    """What every module here offers as ``encode``: the request as text, on lines of its own."""

    def __call__(self, request: RequestRecord) -> str: ...


def load_encoder(name: str) -> Encoder:
    """The ``encode`` function of the form ``name``, one of ``FORMS``."""
    module = "aws_cli" if name == "cli" else name
    return cast(Encoder, import_module(f"chatlint.request.encoders.{module}").encode)
