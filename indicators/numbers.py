"""Numbers as people read them: decimal comma and thin space in Swedish, a real minus sign in both languages."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MILLION = 1_000_000


def format_number(value: float, decimals: int = 0) -> str:
    """`-1234.5` becomes `−1 234,5` in Swedish and `−1,234.5` in English."""
    # Django cuts decimals off instead of rounding, so the number is rounded first.
    size = Decimal(str(abs(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = number_format(size, decimals, use_l10n=True, force_grouping=True)
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else f"\N{MINUS SIGN}{text}"


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
