"""Handlepligt: orders from Arbejdstilsynet as tracked cases."""

__version__ = "0.1.0"
