"""The shell around every page: layout, components, files, headers, languages, error pages.

It knows no feature. A feature's view uses it; what a page of a lower feature shows of a higher
one comes in through a slot.
"""
