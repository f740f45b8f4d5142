"""The coordinators' workplace for follow-up: what is measured, where it comes from, and what an analyst looks after."""

from indicators.admin import curating, fetching
from indicators.admin.curating import SpreadsheetAdmin

__all__ = ["SpreadsheetAdmin", "curating", "fetching"]
