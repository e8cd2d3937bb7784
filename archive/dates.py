"""Dates as Vietnamese pages write them: printed times and days in running text. The one door to both."""

from archive.event_dates import EventDate, event_dates
from archive.printed_time import parse_printed

__all__ = ["EventDate", "event_dates", "parse_printed"]
