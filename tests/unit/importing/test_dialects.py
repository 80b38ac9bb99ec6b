"""What each system writes in its own way, and what we make of it."""

import pytest

from portal.importing.model import Form

HUGO = [
    ('{{< figure src="a.png" alt="A" >}}', "![A](a.png)"),
    ('{{< figure src="a.png" alt="A" caption="Under" >}}', "![A](a.png)\n*Under*"),
    ('[x]({{< ref "mail.md" >}})', "[x](mail.md)"),
    ("{{< highlight go >}}\nx()\n{{< /highlight >}}", "```go\nx()\n```"),
    ('{{% notice warning "Look" %}}\nText\n{{% /notice %}}', "/// warn | Look\nText\n///"),
    ('{{< alert title="T" color="info" >}}\nx\n{{< /alert >}}', "/// info | T\nx\n///"),
    ('{{< details "More" >}}\nx\n{{< /details >}}', "/// info | More\nx\n///"),
    ('{{< tabs >}}\n{{< tab "A" >}}\nx\n{{< /tab >}}\n{{< /tabs >}}', "/// tab | A\nx\n///"),
    ('{{< figure\n  src="a.png"\n  alt="A"\n>}}', "![A](a.png)"),
    ("{{</* ref */>}}", "&#123;&#123;< ref >}}"),
    ("a {{< notice tip >}}b", "a\n/// info\nb\n///"),
]
JEKYLL = [
    ("{% highlight ruby %}\nx\n{% endhighlight %}", "```ruby\nx\n```"),
    ("[x]({% link _docs/a.md %})", "[x](/_docs/a.md)"),
    ("[x]({% post_url 2020-01-02-a %})", "[x](/_posts/2020-01-02-a.md)"),
    ('[x]({{ "/a/" | relative_url }})', "[x](/a/)"),
    ("[x]({{ site.baseurl }}/a/)", "[x](/a/)"),
    ("{% raw %}<b>{% endraw %}", "<b>"),
    ("* TOC\n{:toc}\n\nText", "Text"),
    ("## Head {#here}", "## Head {#here}"),
]
MKDOCS = [
    ('!!! note "Hi"\n    Text', "/// info | Hi\nText\n///"),
    ("!!! danger\n    A\n\n    B", "/// danger\nA\n\nB\n///"),
    ("!!! note\n    A\n\n    !!! warning\n        B", "//// info\nA\n\n/// warn\nB\n///\n\n////"),
    ('=== "A"\n\n    x\n\n=== "B"\n\n    y', "/// tab | A\n\nx\n///\n\n/// tab | B\n\ny\n///"),
]


@pytest.mark.parametrize(("text", "ours"), HUGO)
def test_hugo_shortcodes_become_our_markdown(converted, text, ours):
    assert converted(text, Form.HUGO) == (ours, [])


@pytest.mark.parametrize(("text", "ours"), JEKYLL)
def test_jekyll_tags_become_our_markdown(converted, text, ours):
    assert converted(text, Form.JEKYLL) == (ours, [])


@pytest.mark.parametrize(("text", "ours"), MKDOCS)
def test_mkdocs_blocks_become_our_markdown(converted, text, ours):
    assert converted(text, Form.MKDOCS) == (ours, [])


@pytest.mark.parametrize(
    ("form", "text", "ours", "code"),
    [
        (Form.HUGO, "{{< youtube x >}}", "`{{< youtube x >}}`", "shortcode"),
        (Form.JEKYLL, "{% include a.html %}", "`{% include a.html %}`", "liquid"),
        (Form.MKDOCS, '--8<-- "a.md"', '`--8<-- "a.md"`', "snippet"),
        (Form.MKDOCS, "{% set x %}", "`{% set x %}`", "macro"),
    ],
)
def test_what_has_no_counterpart_is_kept_as_text_and_noted_with_its_line(
    converted, form, text, ours, code
):
    assert converted(f"One\n\n{text}", form) == (f"One\n\n{ours}", [f"3: {code}"])


def test_a_shortcode_that_is_never_closed_closes_at_the_end(converted):
    assert converted("{{% notice %}}\nText")[0] == "/// info\nText\n///"
