"""Numbers as people read them: decimal comma and thin space in Swedish, a real minus sign in both languages."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

MILLION = 1_000_000
STEPS = [Decimal(1).scaleb(-decimals) for decimals in range(10)]


def format_number(value: float, decimals: int = 0) -> str:
    """`-1234.5` becomes `−1 234,5` in Swedish and `−1,234.5` in English."""
    # Halves are rounded up as people do it, which neither Django nor a float's own formatting does.
    size = Decimal(repr(float(abs(value)))).quantize(STEPS[min(decimals, 9)], ROUND_HALF_UP)
    marks = {",": get_format("THOUSAND_SEPARATOR"), ".": get_format("DECIMAL_SEPARATOR")}
    text = f"{size:,f}".translate(str.maketrans(marks))
    return text if value >= 0 or not size else f"\N{MINUS SIGN}{text}"


def format_quantity(value: float, unit: str, decimals: int = 0) -> str:
    """A number with its unit, in millions where it has more than six digits: `1,24 miljoner ton`."""
    if abs(value) >= MILLION:
        return _("%(number)s million %(unit)s") % {"number": format_number(value / MILLION, 2), "unit": unit}
    return f"{format_number(value, decimals)} {unit}"


def format_short(value: float, unit: str, decimals: int = 0) -> str:
    """For tables and arrows: `79,2 %`, `1,24 mn`, `102 840`."""
    if unit in ("procent", "percent"):
        return f"{format_number(value, decimals)}\N{NO-BREAK SPACE}%"
    if abs(value) >= MILLION:
        return _("%(number)s mn") % {"number": format_number(value / MILLION, 2)}
    return format_number(value, decimals)
