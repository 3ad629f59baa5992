"""The content of a report as CSV and as a workbook: the same parts, the same words as its PDF."""

from app.reports.sheets.files import render_csv, render_xlsx

__all__ = ["render_csv", "render_xlsx"]
