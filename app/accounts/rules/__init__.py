"""Passwords, and what a file of people would change."""

from app.accounts.rules.passwords import LOCK_AFTER, LOCK_FOR, MIN_PASSWORD, lock_until, password_problem

__all__ = ["LOCK_AFTER", "LOCK_FOR", "MIN_PASSWORD", "lock_until", "password_problem"]
