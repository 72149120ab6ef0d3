"""The copy of an entry that judges read in a blind contest: names, places and ways to reach people are taken out.

It is a proposal: whoever screens the entry reads it and answers for it.
"""

import re
from collections.abc import Iterable

GAP = "[…]"
_REACHED = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail
    r"|https?://\S+|www\.\S+"
    r"|(?<!\d)(?:\+?84|0)(?:[\s.]?\d){9,10}(?!\d)"  # phone
)


def blinded(text: str, names: Iterable[str]) -> str:
    """A text without these names, however they are written in capitals, and without phones, mails and links.

    A full name is taken out first; then its last word where it stands with a word of address before it, as in “chị Hoa”.
    What has no letter, as “…”, is no name.
    """
    found = _REACHED.sub(GAP, text)
    for name in sorted({" ".join(one.split()) for one in names if any(map(str.isalpha, one))}, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, name.split()))
        found = re.sub(rf"(?<!\w){words}(?!\w)", GAP, found, flags=re.IGNORECASE)
        given = name.split()[-1]
        if len(name.split()) > 1:
            called = rf"(?<!\w)(anh|chị|ông|bà|cô|chú|bác|em|thầy|cháu)\s+{re.escape(given)}(?!\w)"
            found = re.sub(called, rf"\1 {GAP}", found, flags=re.IGNORECASE)
    return found
