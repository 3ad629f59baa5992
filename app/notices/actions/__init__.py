"""Proving that people were told, and links to the page for all employees."""
