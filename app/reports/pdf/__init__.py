"""The only part of the product that knows ReportLab: a report's content in, PDF bytes out."""
