"""Counting what happens, and saying the figures."""

from portal.insights.service.counting import KEPT, Insights
from portal.insights.service.figures import Figures

__all__ = ["KEPT", "Figures", "Insights"]
