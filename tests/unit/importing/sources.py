"""Small sources in every form, and a place to import them."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image

from portal.importing.model import Form, Report
from portal.importing.service import ImportOptions, ImportService
from portal.kernel.locale import Locale

CATEGORIES = {
    "Set up email": "mail-setup",
    "mail-setup": "mail-setup",
    "account": "account",
}


def picture(colour: tuple[int, int, int] = (1, 2, 3)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (32, 18), colour).save(made, "PNG")
    return made.getvalue()


def write(root: Path, files: Mapping[str, object]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
    return root


class Desk:
    """Imports from `source` into `into`."""

    def __init__(self, root: Path) -> None:
        self.source, self.into = root / "site", root / "articles"
        self.options = ImportOptions(self.source, self.into, locale=Locale.EN)

    def write(self, **files: object) -> None:
        write(self.source, files)

    def run(self, **options: object) -> Report:
        chosen = replace(self.options, **options)  # type: ignore[arg-type]
        return ImportService(CATEGORIES).run(chosen, lambda *_: None)

    def text(self, path: str) -> str:
        return (self.into / path).read_text(encoding="utf-8")


HUGO = {
    "hugo.toml": 'baseURL = "https://docs.example.com/"\n',
    "content/en/mail-setup/_index.md": "---\ntitle: Mail\n---\n",
    "content/en/mail-setup/phone.md": '---\ntitle: On a phone\ntags: [ios, android, "no"]\n'
    "description: How to.\naliases: [/old/my-phone/]\n---\n\n# On a phone\n\nText.\n\n### Deep\n\n"
    '![The screen](/img/screen.png)\n\n[PC]({{< relref "computer#check-it" >}})\n',
    "content/en/mail-setup/computer/index.md": "+++\ntitle = 'On a computer'\n+++\nText.\n\n"
    '## Check it\n\n{{< figure src="shot.png" alt="A shot" >}}\n\n'
    "{{% notice tip %}}x{{% /notice %}}",
    "content/en/mail-setup/computer/shot.png": picture(),
    "content/es/mail-setup/phone.md": '{\n"title": "En un teléfono"\n}\nTexto.\n',
    "content/fr/page.fr.md": "---\ntitle: X\nlang: fr\n---\nTexte",
    "content/en/draft.md": "---\ntitle: Not yet\ndraft: true\n---\nText",
    "static/img/screen.png": picture(),
}
JEKYLL = {
    "_config.yml": "url: https://docs.example.com\nbaseurl: /help\n",
    "README.md": "No page, it has no front matter.",
    "_posts/2024-01-02-dns.md": "---\ntitle: DNS records\ncategories: domains-dns\n---\nText.\n\n"
    "{% highlight sh %}\ndig example.com\n{% endhighlight %}\n\n![Zone](/assets/zone.svg)\n",
    "_docs/transfer.md": "---\ntitle: Transfer\nlang: cs\nredirect_from: /moving/\n---\n"
    "[DNS]({% post_url 2024-01-02-dns %}) and [out]({{ site.baseurl }}/nowhere/)\n",
    "_includes/footer.html": "---\n---\nno page",
    "assets/zone.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"></svg>',
}
MKDOCS = {
    "mkdocs.yml": "site_name: Help\nsite_url: https://docs.example.com/\n"
    "nav:\n- Home: index.md\n- Set up email:\n  - Webmail: mail/webmail.md\n"
    "markdown_extensions:\n- x: !!python/name:os.system\n",
    "docs/index.md": '# Welcome\n\n!!! warning "Mind"\n    Text [here](mail/webmail.md#sign-in).\n',
    "docs/mail/webmail.md": "# Anything\n\nText.\n\n## Sign in\n\n"
    '=== "A"\n\n    a\n\n=== "B"\n\n    b\n',
}
ZENDESK = {
    "export.json": {
        "articles": [
            {"id": 1, "section_id": 5, "title": "Billing", "locale": "en-us",
             "label_names": ["pay"],
             "html_url": "https://help.example.com/hc/en-us/articles/1-Billing",
             "body": '<h2>A</h2><p>See <a href="/hc/en-us/articles/2#h_9">it</a></p>'
                     '<img alt="S" '
                     'src="https://help.example.com/hc/article_attachments/9/shot.png">'},
            {"id": 2, "section_id": 5, "title": "x", "translations": [
                {"locale": "en-us", "title": "Invoices", "body": '<h3 id="h_9">B</h3><p>t</p>'},
                {"locale": "cs", "title": "Faktury", "body": "<p>t</p>", "draft": True}]},
        ],
        "sections": [{"id": 5, "name": "Paying", "category_id": 6}],
        "categories": [{"id": 6, "name": "Account"}],
    },
    "article_attachments/9/shot.png": picture(),
}  # fmt: skip
HELPSCOUT = {
    "articles.json": {"articles": {"items": [
        {"id": "a1", "number": 3, "slug": "quota", "name": "Quota", "status": "published",
         "categories": ["c1"], "related": ["a2"], "keywords": ["full"],
         "publicUrl": "https://docs.example.com/article/3-quota",
         "text": '<p>a <a href="/article/4-size">b</a></p>'
                 '<section class="callout-red">c</section>'},
        {"id": "a2", "number": 4, "slug": "size", "name": "Size", "status": "notpublished",
         "text": "<p>b</p>"}]}},
    "categories.json": {"categories": {"items": [{"id": "c1", "name": "Set up email"}]}},
}  # fmt: skip
FORMS: Mapping[Form, Mapping[str, object]] = {
    Form.HUGO: HUGO,
    Form.JEKYLL: JEKYLL,
    Form.MKDOCS: MKDOCS,
    Form.ZENDESK: ZENDESK,
    Form.HELPSCOUT: HELPSCOUT,
}
BROUGHT = {Form.HUGO: 4, Form.JEKYLL: 2, Form.MKDOCS: 2, Form.ZENDESK: 3, Form.HELPSCOUT: 2}
