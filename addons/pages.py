"""
The page that people see when a whole site is stopped: self-contained, WCAG 2.1 AA.
"""

from __future__ import annotations

import re
from html import escape

from policy.notice import Notice

_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #1b2733; --paper: #f4f6f8; --card: #fff;
  --line: #0b6b57; --link: #0a5f8a; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8edf2; --paper: #12181e; --card: #1b242d; --line: #4cc3a5; --link: #7cc4ee; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--paper); color: var(--ink);
  font: 1.125rem/1.6 system-ui, "Segoe UI", Roboto, sans-serif; }}
main {{ max-width: 42rem; margin: 8vh auto; padding: 2rem 2.25rem; background: var(--card);
  border-top: .375rem solid var(--line); border-radius: .5rem; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }}
p {{ margin: 0 0 1rem; overflow-wrap: anywhere; }}
a {{ color: var(--link); }}
a:focus-visible {{ outline: .1875rem solid var(--line); outline-offset: .125rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{paragraphs}
</main>
</body>
</html>
"""

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])")
_LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?|mailto):[^)\s\"]+)\)")


def page(notice: Notice) -> str:
    """`notice` as a complete HTML document."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", notice.text))
    return _PAGE.format(
        language=escape(notice.language, quote=True),
        title=escape(notice.title),
        paragraphs="\n".join(f"<p>{_inline(p)}</p>" for p in paragraphs if p),
    )


def _inline(markdown: str) -> str:
    """The little Markdown that notices use, as HTML; everything else is shown as it stands."""
    text = escape(markdown, quote=True)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _BOLD.sub(r"<strong>\1</strong>", text)
    text = _ITALIC.sub(r"<em>\1</em>", text)
    return text.replace("\n", "<br>\n")
