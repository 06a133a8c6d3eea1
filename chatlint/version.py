"""The version of chatlint, read by the build as well."""

NAME = "chatlint"
DISTRIBUTION = "connect-chatlint"
VERSION = "0.1.0"
