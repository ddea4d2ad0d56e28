"""Stub."""


def match_new_problems() -> str:
    """Stub."""
    return ""
