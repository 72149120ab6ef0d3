"""A request about one's own data: who asks for what, and until when the commune must answer."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core.clock import local, today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition

HANDLERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


class RequestKind(Labelled):
    WITHDRAW = "withdraw", _l("Rút lại sự đồng ý")
    RESTRICT = "restrict", _l("Hạn chế dùng dữ liệu")
    OBJECT = "object", _l("Phản đối cách dùng dữ liệu")
    VIEW = "view", _l("Xem dữ liệu về mình")
    CORRECT = "correct", _l("Sửa dữ liệu ghi sai")
    PROVIDE = "provide", _l("Nhận bản sao dữ liệu")
    DELETE = "delete", _l("Xóa dữ liệu")

    @property
    def period(self) -> str:
        """The setting that says within how many days it is answered."""
        if self in (self.WITHDRAW, self.RESTRICT, self.OBJECT):
            return "withdraw"
        return "delete" if self is self.DELETE else "view"


class RequestState(Labelled):
    RECEIVED = "received", _l("Đã ghi, chờ xã báo đã nhận")
    ACKNOWLEDGED = "acknowledged", _l("Xã đã nhận, đang giải quyết")
    ANSWERED = "answered", _l("Đã giải quyết")
    REFUSED = "refused", _l("Không làm được")


WAITING = (RequestState.RECEIVED, RequestState.ACKNOWLEDGED)


class DataRequest(Workflow, Model):
    """One request of one person; somebody without an account has theirs written down by the office."""

    __tablename__ = "data_requests"
    __table_args__ = (
        sa.Index(None, "state", "received_at"),
        sa.Index(None, "person_id", "id"),
        sa.UniqueConstraint("person_id", "sent_key"),
        sa.UniqueConstraint("noted_by_id", "sent_key"),
        sa.CheckConstraint("person_id IS NOT NULL OR noted_by_id IS NOT NULL", name="asked_by_somebody"),
        sa.CheckConstraint("(extended_at IS NULL) = (extension_reason IS NULL)", name="extended_for_a_reason"),
        sa.CheckConstraint("(answer IS NOT NULL) = (state IN ('answered', 'refused'))", name="ended_with_an_answer"),
    )

    kind: Mapped[RequestKind]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.RECEIVED)
    received_at: Mapped[datetime] = mapped_column(default=utcnow)
    acknowledged_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(sa.Text)
    ended_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.String(80))
    contact: Mapped[str] = mapped_column(sa.String(160), default="")
    # How the office made sure that it is they who ask; of an account it is the account.
    proved_by: Mapped[str] = mapped_column(sa.String(160), default="")
    sent_key: Mapped[str | None] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column()
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    __mapper_args__ = {"version_id_col": version}

    @transition(RequestState.RECEIVED, to=RequestState.ACKNOWLEDGED, label=_l("Báo đã nhận"), who=HANDLERS)
    def acknowledge(self, *, by: Person) -> None:
        self._not_own(by)
        self.acknowledged_at = utcnow()

    @transition(*WAITING, to=RequestState.ANSWERED, label=_l("Đã giải quyết"), who=HANDLERS)
    def answer_with(self, *, by: Person, answer: str) -> None:
        self._not_own(by)
        self._end(answer)

    @transition(*WAITING, to=RequestState.REFUSED, label=_l("Không làm được"), who=HANDLERS)
    def refuse(self, *, by: Person, reason: str) -> None:
        self._not_own(by)
        self._end(reason)

    @transition(*WAITING, to=RequestState.ANSWERED, label=_l("Người yêu cầu đã rời trang"), who=(Role.RESIDENT,))
    def lapse(self, *, by: Person) -> None:
        """Whoever asked deleted everything themselves; nothing of the request tells who it was."""
        self._end(_("Người yêu cầu đã tự xóa tài khoản."))
        self.forget()

    def forget(self) -> None:
        """Nothing of the request tells who asked."""
        self.name, self.contact, self.text, self.proved_by = _("Người đã rời trang"), "", "", ""
        self.sent_key = None
        if self.extension_reason:
            self.extension_reason = _("Đã bỏ lời này khi người yêu cầu rời trang.")

    def must_be_waiting(self) -> None:
        """Raises `RuleBroken` once the commune has answered."""
        if not self.is_waiting:
            raise RuleBroken(_("Yêu cầu này đã trả lời rồi."))

    def extend(self, *, by: Person, reason: str, rules: Rules) -> None:
        """Take as long again, once, while the time is not over. Raises `RuleBroken`."""
        self._not_own(by)
        if self.state not in WAITING or self.extended_at:
            raise RuleBroken(_("Chỉ gia hạn được một lần, khi chưa trả lời."))
        if today() > self.due(rules):
            raise RuleBroken(_("Đã quá hạn, không gia hạn được nữa."))
        self.extended_at, self.extension_reason = utcnow(), reason
        self.record("data_requests.extend", by=by, role=by.acts_as(*HANDLERS), reason=reason)

    def seen_by_due(self, rules: Rules) -> date:
        """Until when the commune says that it has the request: working days."""
        return rules.due(self.received_at, "request_seen")

    def due(self, rules: Rules) -> date:
        """Until when it is answered: calendar days, which is the stricter reading of the law."""
        days = rules.calendar_days(self.kind.period)
        return local(self.received_at).date() + timedelta(days=days * (2 if self.extended_at else 1))

    def next_due(self, rules: Rules) -> date | None:
        """The clock that runs now; None when nothing is waited for."""
        if self.state is RequestState.RECEIVED:
            return self.seen_by_due(rules)
        return self.due(rules) if self.state is RequestState.ACKNOWLEDGED else None

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"YC-{self.id:05d}"

    @property
    def is_waiting(self) -> bool:
        """Whether the commune still owes an answer."""
        return self.state in WAITING

    def _end(self, answer: str) -> None:
        self.ended_at, self.answer = utcnow(), answer
        self.acknowledged_at = self.acknowledged_at or self.ended_at

    def _not_own(self, by: Person) -> None:
        if by.id == self.person_id:
            raise RuleBroken(_("Không ai tự giải quyết yêu cầu của chính mình."))
