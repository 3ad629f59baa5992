"""Reads that join several slices."""
