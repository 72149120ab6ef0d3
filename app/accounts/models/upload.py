"""Files people gave, and how much each has given."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled

MAX_BYTES_A_PERSON = 200 * 1024 * 1024


class ChildrenShown(Labelled):
    """Whether a child can be recognised in a picture, and who agreed (Luật 91/2025/QH15, điều 24)."""

    NONE = "none", _l("Không thấy rõ mặt trẻ em")
    AGREED = "agreed", _l("Có, cha mẹ đã đồng ý cho đăng, cháu từ 7 tuổi cũng đồng ý")


class Upload(Model):
    """A file kept on disk under a random name; who may see it depends on what it is attached to."""

    __tablename__ = "uploads"

    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    mime: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    # SHA-256 of the file as it was sent: a form sent again brings the same files.
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    uploader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as a picture rather than offered as a document."""
        return self.mime.startswith("image/")
