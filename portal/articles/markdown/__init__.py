"""Markdown to safe HTML: stock extensions, our components' markup, a strict clean-up at the end."""

from portal.articles.markdown.render import RENDERER_VERSION, Rendering, render
from portal.articles.markdown.sections import first_steps

__all__ = ["RENDERER_VERSION", "Rendering", "first_steps", "render"]
