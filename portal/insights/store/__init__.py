"""The counters of each day, the steps of the last days, and how often what was searched.

What pages of figures read are the counters: a million steps are some ten thousand rows of them.
"""

from portal.insights.store.keeping import InsightStore
from portal.insights.store.reading import FigureStore
from portal.insights.store.tables import counts, queries, secrets, steps

__all__ = ["FigureStore", "InsightStore", "counts", "queries", "secrets", "steps"]
