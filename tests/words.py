"""The messages of the code and of the templates, read anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2 import Environment, meta

from tests.servers import ROOT

KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PAGES = (
    *("pages/home.html", "pages/search.html", "errors/error.html"),
    *(
        "initiatives/index.html",
        "initiatives/show.html",
        "initiatives/remarks.html",
        "initiatives/report.html",
        "initiatives/moderation_figures.html",
    ),
    *("initiatives/original.html", "initiatives/old_text.html", "initiatives/look_up.html", "initiatives/looked_up.html"),
    *("initiatives/paper_code.html", "initiatives/ballot.html"),
    *("initiatives/claim.html", "organisations/index.html", "organisations/show.html", "scorecard/tally.html"),
    *("pages/help.html", "pages/privacy.html", "pages/accessibility.html", "pages/display.html", "pages/ledger.html"),
    *("council/index.html", "council/results.html", "papers/certificate.html"),
    *("contests/index.html", "contests/show.html", "contests/entries.html", "contests/entry.html"),
    *("contests/results.html", "contests/vote.html"),
    *("products/index.html", "products/show.html", "products/producer.html", "products/place.html"),
    *("tracing/page.html", "tracing/unknown.html", "tracing/find.html", "tracing/pay.html", "tracing/trouble.html"),
    *("tracing/refused.html", "scorecard/digital_products.html", "scorecard/smart_tourism.html"),
    *("scorecard/index.html", "scorecard/indicator.html", "scorecard/missing.html", "scorecard/editions.html"),
    *("scorecard/closing.html", "scorecard/no_set.html"),
    *("tourism/index.html", "tourism/place.html", "tourism/guide.html", "tourism/map.html", "tourism/birds.html"),
    *("tourism/rules.html", "tourism/story.html", "tourism/way.html", "tourism/figures.html", "tourism/sources.html"),
    *("tourism/occasions.html", "tourism/occasion.html", "tourism/slots.html", "tourism/ask.html", "tourism/ticket.html"),
    *("tourism/feedback.html", "tourism/away.html", "emails/visit.html"),
    *("roadmap/index.html", "roadmap/timeline.html", "roadmap/boards.html", "roadmap/board.html", "roadmap/show.html"),
    *("folders/money.html", "community/index.html", "community/team.html", "community/activities.html"),
    *("community/activity.html", "community/exemplars.html", "community/exemplar.html"),
    *("satisfaction/index.html", "satisfaction/answer.html"),
    *("announcements/index.html", "announcements/show.html"),
    *("partners/index.html", "partners/partner.html", "partners/needs.html", "partners/need.html"),
    "pages/open_data.html",
    *("reports/index.html", "reports/show.html"),
    *("accounts/sign_in.html", "accounts/second_step.html", "accounts/sign_up.html", "accounts/forgotten.html"),
)
MODULES = (
    "core/i18n.py",
    "core/errors.py",
    "pages/navigation.py",
    "pages/searching.py",
    "core/search/query.py",
    "initiatives/views/showing.py",
    "initiatives/forms/talking.py",
    "initiatives/views/discussing.py",
    "initiatives/actions/discussing.py",
    "initiatives/views/voting.py",
    "initiatives/actions/voting.py",
    "initiatives/forms/looking_up.py",
    "initiatives/forms/paper_code.py",
    "initiatives/views/paper_codes.py",
    "initiatives/actions/paper_codes.py",
    "initiatives/views/looking_up.py",
    "pages/views.py",
    "accounts/views/account.py",
    "accounts/forms.py",
    "accounts/actions/people.py",
    "accounts/models/organisation.py",
    "initiatives/forms/sending_for.py",
    "initiatives/views/sending_for.py",
    "accounts/views/contacts.py",
    "accounts/models/password.py",
    "accounts/models/consent.py",
    "core/fields.py",
    "core/forms.py",
    "core/login.py",
    "scorecard/views/tallying.py",
    "scorecard/views/browsing.py",
    "scorecard/words.py",
    "scorecard/queries/records.py",
    "reports/models.py",
    "initiatives/models/comment.py",
    "council/formula.py",
    "marking/words.py",
    "council/views/checking.py",
    "council/views/keeping.py",
    "papers/views/certificates.py",
    "contests/formula.py",
    "contests/views/keeping.py",
    "contests/views/voting.py",
    "contests/actions/voting.py",
    "initiatives/views/checking.py",
    "pages/ledger.py",
    "core/chain.py",
    "roadmap/views/browsing.py",
    "roadmap/views/keeping.py",
    "community/views/browsing.py",
    "community/models/team.py",
    "announcements/views/browsing.py",
    "satisfaction/forms.py",
    "tourism/models/birds.py",
    "tourism/models/content.py",
    "tourism/models/counts.py",
    "tourism/models/telling.py",
    "tourism/models/visits.py",
    "tourism/forms/visiting.py",
    "tourism/actions/visiting.py",
    "tourism/views/visiting.py",
    "core/display.py",
    *(f"api/{name}.py" for name in ("answers", "catalogue", "community", "contests", "council", "datasets", "document")),
    *(f"api/{name}.py" for name in ("figures", "initiatives", "ioc", "island", "ledger", "products", "roadmap", "shapes")),
    "tracing/page.py",
    "tracing/linkset.py",
    "tracing/views/scanning.py",
    "tracing/views/resolving.py",
    "tracing/models.py",
    "tracing/forms.py",
)


def messages_of(paths: Iterable[Path]) -> set[str]:
    """Every message of these files; of a counted one the singular."""
    found = set()
    for path in paths:
        method = "python" if path.suffix == ".py" else "jinja2"
        for _line, message, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def everything() -> set[str]:
    """All messages of the product."""
    return messages_of([*(ROOT / "app").rglob("*.py"), *(ROOT / "templates").rglob("*.html")])


def shown_in_english(environment: Environment) -> set[str]:
    """What the English pages can show: their templates with all they are made of, and the modules behind them."""
    return messages_of([*_with_parts(environment, PAGES), *(ROOT / "app" / module for module in MODULES)])


def _with_parts(environment: Environment, names: Iterable[str]) -> Iterator[Path]:
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            path = ROOT / "templates" / name
            parts = meta.find_referenced_templates(environment.parse(path.read_text()))
            waiting += [part for part in parts if part and part.endswith(".html")]  # a drawing has no words
            yield path
