"""Regions of China by the codes of GB/T 2260: what they are called, and where they lie."""

from flows.regions.mentions import Mentioned, mentioned, says_no_name
from flows.regions.table import (
    Level,
    Region,
    chain,
    children,
    is_region,
    is_within,
    on_the_mainland,
    pooling_area,
    provinces,
    region,
    regions,
)

__all__ = [
    "Level",
    "Mentioned",
    "Region",
    "chain",
    "children",
    "is_region",
    "is_within",
    "mentioned",
    "on_the_mainland",
    "pooling_area",
    "provinces",
    "region",
    "regions",
    "says_no_name",
]
