"""Markdown to safe HTML: stock extensions, our components' markup, a strict clean-up at the end."""

from portal.articles.markdown.render import RENDERER_VERSION, Rendering, render

__all__ = ["RENDERER_VERSION", "Rendering", "render"]
