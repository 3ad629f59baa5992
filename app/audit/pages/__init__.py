"""The log on a page, and as a file."""

from app.audit.pages.exports import csv_head, csv_piece, json_piece
from app.audit.pages.lines import LogIndexPage, LogLine, log_line, readable

__all__ = ["LogIndexPage", "LogLine", "csv_head", "csv_piece", "json_piece", "log_line", "readable"]
