"""Encoders of requests, one module per form, imported on first use.

Each module has a function ``encode`` that turns a request into text.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from chatlint.request.record import RequestRecord

FORMS = ("json", "yaml", "query", "xml", "http", "cli")


class Encoder(Protocol):
    """The type of every ``encode``: turns a request into text."""

    def __call__(self, request: RequestRecord) -> str: ...


def load_encoder(name: str) -> Encoder:
    """Import the ``encode`` function of the form ``name``, one of ``FORMS``."""
    module = "aws_cli" if name == "cli" else name
    return cast(Encoder, import_module(f"chatlint.request.encoders.{module}").encode)
