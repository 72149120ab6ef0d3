"""What the OCOP programme asks for and names, as data: groups, 26 sets, the lines of a dossier (`data/ocop.json`)."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def programme() -> dict[str, Any]:
    """The decision it comes from (`source`), `sets` and `dossier`."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "ocop.json").read_text(encoding="utf-8"))
    return loaded
