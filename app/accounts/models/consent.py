"""What a person agreed to: one row for each purpose, with the words they read."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model
from app.core.enums import Labelled

TEXT_VERSION = "2026-11"


class Purpose(Labelled):
    """Consent is asked for each purpose apart (Luật 91/2025/QH15); the sentence is what the person ticks."""

    ACCOUNT = "account", _l("Xã lưu tên, thôn và cách liên hệ của tôi để nhận và trả lời sáng kiến.")
    CONTACT = "contact", _l("Xã được nhắn tin, gọi điện hoặc gửi thư cho tôi về sáng kiến tôi gửi hay theo dõi.")
    PUBLIC_NAME = "public_name", _l("Hiện tên tôi cùng sáng kiến tôi gửi. Bỏ trống thì chỉ ghi tên thôn.")


class Consent(Model):
    """Given on a day for one purpose; withdrawn, it stays as a record that it once held."""

    __tablename__ = "consents"
    __table_args__ = (sa.Index(None, "person_id", "purpose"),)

    purpose: Mapped[Purpose]
    text_version: Mapped[str] = mapped_column(sa.String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    # Who heard it said, when the person did not tick it themselves.
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
