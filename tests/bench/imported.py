"""`portal import` of 1,500 articles in the forms of other systems, and a second time.

The sites are made of our own articles: number, language and place change, titles get the number,
variables become the values they stand for, and what our Markdown writes one way is written as the
other system would: Hugo has front matter in three forms, shortcodes for call-outs, tabs and links,
and bundles with a picture; Jekyll has posts with the day in their names, Liquid tags and pages
linked by their address. `python -m tests.bench imported`.
"""

import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from portal.articles.files import ArticleFolder
from portal.articles.model import FrontMatter
from portal.articles.rules import Source, read_source
from portal.kernel.locale import LOCALES, Locale
from portal.site import DEFAULTS, SiteFiles, load_site

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_LINK = re.compile(r"\[([^\[\]]+)\]\((article|page|flow):([\w-]+)(?:[#?][^)]*)?\)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?")
_BLOCK = re.compile(r"^/{3,} *(?P<kind>[\w-]+)?(?: \| (?P<title>.*))?$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_KINDS = {"info": "note", "ok": "success", "warn": "warning", "danger": "danger"}
_EVERY = 10  # so many articles to a picture


@dataclass(frozen=True)
class Sample:
    """One article to be written in another system's form."""

    number: int
    head: FrontMatter
    body: str

    @property
    def title(self) -> str:
        """Its title, unlike any other."""
        return f"{self.head.title} {self.number}"

    @property
    def name(self) -> str:
        """Its file's name without the ending."""
        return f"{self.head.key}-{self.number}"


def samples(count: int) -> Iterator[Sample]:
    """Yield `count` articles made of ours, all languages in turn."""
    variables = {locale: load_site(SiteFiles(DEFAULTS)).variables(locale) for locale in LOCALES}
    folder = ArticleFolder(ROOT / "articles")
    sources: list[Source] = []
    for path in sorted(folder.stamps(), key=lambda path: (path.name, str(path))):
        source, _ = read_source(path, folder.read(path))
        sources += [source] if source else []
    for number in range(count):
        source = sources[number % len(sources)]
        values = variables[source.head.locale]
        body = _VARIABLE.sub(lambda m, v=values: v.get(m[1], m[1]), source.body)  # type: ignore[misc]
        yield Sample(number, source.head, _PICTURE.sub("", body))


def write_hugo(folder: Path, count: int) -> None:
    """Write a Hugo site of `count` articles into `folder`."""
    made = list(samples(count))
    names = {(s.head.locale, s.head.key): s.name for s in made}
    settings = ('baseURL = "https://docs.example.com/"', 'defaultContentLanguage = "es"', "")
    _write(folder / "hugo.toml", "\n".join(settings))
    for sample in made:
        locale = sample.head.locale
        home = folder / "content" / locale / sample.head.category

        def link(text: str, key: str, locale: Locale = locale) -> str:
            name = names.get((locale, key))
            return f'[{text}]({{{{< relref "{name}" >}}}})' if name else text

        body = _BLOCK.sub(_shortcode([]), _linked(sample.body, link))
        body = _FENCE.sub(r"{{< highlight \1 >}}\n\2\n{{< /highlight >}}", body)
        target = home / f"{sample.name}.md"
        if sample.number % _EVERY == 0:
            target = home / sample.name / "index.md"
            body += '\n\n{{< figure src="screen.png" alt="The settings as they should be" >}}\n'
            _write(target.with_name("screen.png"), _picture(sample.number))
        _write(target, _hugo_head(sample) + body)


def write_jekyll(folder: Path, count: int) -> None:
    """Write a Jekyll site of `count` articles into `folder`."""
    made = list(samples(count))
    names = {(s.head.locale, s.head.key): _post_name(s) for s in made}
    _write(folder / "_config.yml", "title: Help\nurl: https://docs.example.com\nbaseurl: /help\n")
    _write(folder / "assets" / "screen.png", _picture(1))
    for sample in made:
        locale = sample.head.locale

        def link(text: str, key: str, locale: Locale = locale) -> str:
            name = names.get((locale, key))
            return f"[{text}]({{% post_url {name} %}})" if name else text

        body = _BLOCK.sub(lambda m: f"**{m['title']}**\n" if m["title"] else "", sample.body)
        body = _FENCE.sub(r"{% highlight \1 %}\n\2\n{% endhighlight %}", _linked(body, link))
        if sample.number % _EVERY == 0:
            body += "\n\n![The settings]({{ site.baseurl }}/assets/screen.png)\n"
        head = _yaml(sample, categories=[sample.head.category], lang=locale, layout="post")
        _write(folder / "_posts" / f"{_post_name(sample)}.md", head + body)


def _post_name(sample: Sample) -> str:
    return f"2024-{sample.number % 12 + 1:02}-{sample.number % 28 + 1:02}-{sample.name}"


def _linked(body: str, link: Callable[[str, str], str]) -> str:
    return _LINK.sub(lambda m: link(m[1], m[3]) if m[2] == "article" else m[1], body)


def _shortcode(opened: list[str]) -> Callable[[re.Match[str]], str]:
    def block(match: re.Match[str]) -> str:
        if not match["kind"]:
            return f"{{{{% /{opened.pop()} %}}}}" if opened else ""
        name = "tab" if match["kind"] == "tab" else "notice"
        opened.append(name)
        kind = "" if name == "tab" else _KINDS.get(match["kind"], "note")
        said = f'title="{match["title"]}"' if match["title"] else ""
        return f"{{{{% {name} {kind} {said} %}}}}"

    return block


def _hugo_head(sample: Sample) -> str:
    data = {
        "title": sample.title,
        "description": sample.head.summary,
        "tags": list(sample.head.keywords),
        "aliases": [f"/old/{sample.number}/{sample.name}-before/"],
    }
    form = sample.number % 3
    if form == 0:
        return _yaml(sample, aliases=data["aliases"])
    if form == 1:
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in data.items())
        return "+++\n" + "\n".join(lines) + "\n+++\n"
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _yaml(sample: Sample, **more: object) -> str:
    data = {
        "title": sample.title,
        "description": sample.head.summary,
        "tags": list(sample.head.keywords),
        **more,
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items())
    return "---\n" + "\n".join(lines) + "\n---\n"


def _picture(number: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (320, 180), (number % 256, 90, 160)).save(made, "PNG")
    return made.getvalue()


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def main(words: Sequence[str]) -> None:
    """Print how long an import takes, and what a second one changes; `words` may say how many."""
    count = int(words[0]) if words else 1500
    for form, write in (("hugo", write_hugo), ("jekyll", write_jekyll)):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder, form), count)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            took, _ = _import(folder, form)
            busy = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            again, said = _import(folder, form)
        changed = re.search(r"(\d+) changed", said)
        print(
            f"{form}: {count:,} articles in {took:.1f} s ({busy:.1f} s of CPU); "
            f"second run: {changed[1] if changed else '?'} changed, {again:.1f} s"
        )


def _import(folder: str, form: str) -> tuple[float, str]:
    """Return how many seconds the command took, and its last line."""
    began = time.perf_counter()
    folders = {"PORTAL_DATA": f"{folder}/data", "PORTAL_ARTICLES": f"{folder}/articles"}
    done = subprocess.run(
        [sys.executable, "-m", "portal", "import", f"{folder}/{form}", "--locale", "es"],
        cwd=ROOT,
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, done.stdout.splitlines()[-1]
