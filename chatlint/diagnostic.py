"""Deprecated import path for plug-ins: import `Problem` from `chatlint`. Goes with 0.3."""

import warnings

from chatlint.model.diagnostic import Diagnostic, Failure, Part, Problem, RelatedPath, Severity

warnings.warn(
    "chatlint.diagnostic is deprecated and goes with 0.3; import Problem and others from chatlint",
    DeprecationWarning,
    stacklevel=2,
)

__all__ = ["Diagnostic", "Failure", "Part", "Problem", "RelatedPath", "Severity"]
