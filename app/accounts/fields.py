"""What is asked in the same words wherever it is asked."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError

from app.accounts.models import ChildrenShown


class ChildrenField(RadioField):
    """Whether children can be recognised in pictures; beside a field of files, an answer is due only with files."""

    def __init__(self, *, beside: str = "", **options: Any) -> None:
        super().__init__(
            _l("Trong ảnh có thấy rõ mặt trẻ em không?"), choices=ChildrenShown.choices(), coerce=ChildrenShown, **options
        )
        self.beside = beside
        if beside:
            self.description = _l("Có gửi kèm ảnh hoặc tệp thì mới cần trả lời.")

    def pre_validate(self, form: Any) -> None:
        if self.data or not self.beside or form[self.beside].data:
            if not self.raw_data:
                raise ValidationError(_("Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."))
            super().pre_validate(form)
