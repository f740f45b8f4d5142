from indicators.models.indicators import Annotation, Indicator
from indicators.models.judgements import Assessment
from indicators.models.sources import Source
from indicators.models.targets import Target
from indicators.models.updates import UpdateRun
from indicators.models.values import (
    BreakdownCategory,
    BreakdownCode,
    Observation,
    ObservationVersion,
    Series,
    Status,
)

__all__ = [
    "Annotation",
    "Assessment",
    "BreakdownCategory",
    "BreakdownCode",
    "Indicator",
    "Observation",
    "ObservationVersion",
    "Series",
    "Source",
    "Status",
    "Target",
    "UpdateRun",
]
