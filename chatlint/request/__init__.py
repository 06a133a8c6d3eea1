"""The typed request: its structures, decoders, encoders and templates."""
