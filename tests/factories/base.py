"""How factories reach the database."""

from typing import Any

import factory

from app.core.db import db


class Factory(factory.Factory):
    """Builds the least thing that is valid and gives it to the session of the test."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        thing = model_class(*args, **kwargs)
        db.session.add(thing)
        db.session.flush()
        return thing
