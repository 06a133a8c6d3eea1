"""Lint Amazon Connect StartChatContact requests."""
