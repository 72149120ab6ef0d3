"""What schemathesis has to know of this house before it asks: how a cursor is made."""

import schemathesis
from hypothesis import strategies as some

from app.core.paging import cursor

schemathesis.openapi.format("cursor", some.integers(min_value=0, max_value=2**31).map(lambda number: cursor([number])))
