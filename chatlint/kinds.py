"""Deprecated import path for plug-ins: import `Kind` and `kind` from `chatlint`. Goes with 0.3."""

import warnings

from chatlint.rules.kinds.kind import Kind, Vocabulary, kind

warnings.warn(
    "chatlint.kinds is deprecated and goes with 0.3; import Kind and kind from chatlint",
    DeprecationWarning,
    stacklevel=2,
)

__all__ = ["Kind", "Vocabulary", "kind"]
