"""The little markdown that people know from chats, made into HTML that can do no harm."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# No headings, pictures, tables or HTML: a remark is a remark. A line break is a line break, as in a chat.
_PARSER = MarkdownIt("zero", {"breaks": True}).enable(
    ["newline", "emphasis", "list", "blockquote", "link", "autolink", "escape", "entity"]
)
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}


def rendered(written: str) -> Markup:
    """A text as HTML: only a few harmless tags, links to http(s) addresses marked as a reader's own (`ugc nofollow`)."""
    html = nh3.clean(
        _PARSER.render(written),
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https"},
        link_rel="ugc nofollow",
    )
    return Markup(html)


def plain(written: str) -> str:
    """The same text without any signs: each paragraph, line and point of a list on a line of its own."""
    lines = []
    for block in _PARSER.parse(written):
        parts = ("\n" if part.type in ("softbreak", "hardbreak") else part.content for part in block.children or ())
        if block.type == "inline":
            lines.append("".join(parts))
    return "\n".join(lines)
