"""What a page must be to the eye and the finger: axe, no sideways scroll, targets a thumb can hit."""

from collections.abc import Iterable, Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MODES = {
    "phone, light": ((360, 740), "light"),
    "phone, dark": ((360, 740), "dark"),
    "desktop, dark": ((1280, 800), "dark"),
    "desktop, light": ((1280, 800), "light"),
}
# Two that share neither layout nor colours: what both have in common is looked at on the pages of strangers.
UNLIKE_MODES = ("phone, light", "desktop, dark")
NARROWEST = (320, 640)
_AXE = "axe.run({resultTypes: ['violations']}).then(({violations}) => violations)"
# A link in the middle of a sentence is as tall as its line; what is pressed on its own must fit a finger.
_SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((it) => it.checkVisibility({visibilityProperty: true}) && !it.matches('.skip'))
  .flatMap((it) => {
    const {width, height} = (it.closest('label') || it).getBoundingClientRect();
    const alone = getComputedStyle(it).display !== 'inline'
      || it.closest('p, li, td, dd, h2, h3, div, main').textContent.trim() === it.textContent.trim();
    const pressed = it.matches('a.btn, button, input, select, textarea, summary, nav a, header a');
    const least = pressed ? 44 : alone ? 24 : 0;
    return Math.min(width, height) + 0.5 < least
      ? [`${(it.textContent || it.name).trim().slice(0, 40)} is ${Math.round(width)}×${Math.round(height)}`] : [];
  })"""
_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('main *, header *, footer *')]
    .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .slice(0, 3).map((it) => `${it.tagName.toLowerCase()}.${it.getAttribute('class') || ''}`)"""


def faults_in_sight(page: Page, modes: Iterable[str] = MODES) -> Iterator[str]:
    """Everything wrong with the page in front of us, in each of these modes."""
    page.evaluate(Axe().axe_script)
    for mode in modes:
        (width, height), scheme = MODES[mode]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in page.evaluate(_AXE):
            places = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:3] if node["target"])
            yield f"{mode} · {violation['id']} ({violation['impact']}): {places}"
        yield from (f"{mode} · sticks out sideways: {what}" for what in page.evaluate(_WIDE))
        yield from (f"{mode} · too small: {what}" for what in page.evaluate(_SMALL))
    page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
    yield from (f"320 px · sticks out sideways: {what}" for what in page.evaluate(_WIDE))
