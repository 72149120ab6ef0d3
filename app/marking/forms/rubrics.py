"""What is typed in a rubric: its criteria, what a result needs, its classes."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.core import text
from app.core.forms import Between, Form, Needed, at_most
from app.marking.forms.sheets import PointsField
from app.marking.models import Rubric

MOST = 12  # criteria of a rubric; more than six tire whoever marks
CLASSES = ("A", "B", "C")
STEPS = [SelectChoice(step, step.replace(".", ",")) for step in ("1", "0.5", "0.25", "0.1")]


def _clean(value: str | None) -> str:
    return text.clean(value or "")


class CriterionLine(PlainForm):
    code = HiddenField(validators=[at_most(32)])
    name = StringField(_l("Tên tiêu chí"), [at_most(160)], filters=[_clean])
    max_points = PointsField(_l("Điểm tối đa"), [Optional()])
    min_points = PointsField(_l("Điểm trung bình tối thiểu"), [Optional()])
    excludes = BooleanField(_l("Trung bình 0 điểm thì không công nhận"))
    hint = TextAreaField(_l("Gợi ý cho điểm"), [at_most(600)], filters=[_clean])


class ClassLine(PlainForm):
    minimum = PointsField(_l("Tổng điểm từ"), [Optional()])
    lead_minimum = PointsField(_l("Và tiêu chí đầu tiên từ"), [Optional()])


class RubricForm(Form):
    name = StringField(_l("Tên mẫu chấm"), [Needed(_l("Chưa ghi tên mẫu.")), at_most(64)])
    step = SelectField(_l("Bước điểm nhỏ nhất"), choices=STEPS)
    minimum = PointsField(_l("Tổng điểm trung bình tối thiểu"), [Needed(_l("Chưa ghi tổng điểm tối thiểu."))])
    agree_percent = IntegerField(
        _l("Cần bao nhiêu phần trăm người chấm đồng ý"),
        [Optional(), Between(1, 100, message=_l("Tỷ lệ là số nguyên từ 1 đến 100."))],
    )
    criteria = FieldList(FormField(CriterionLine), min_entries=4, max_entries=MOST)
    classes = FieldList(FormField(ClassLine), min_entries=len(CLASSES), max_entries=len(CLASSES))

    def validate_minimum(self, field: PointsField) -> None:
        if isinstance(field.data, Decimal) and field.data > self._top:
            raise ValidationError(_("Tổng điểm tối thiểu cao hơn tổng điểm tối đa của các tiêu chí."))

    def validate_criteria(self, field: FieldList) -> None:
        lines = self.lines
        if not lines:
            raise ValidationError(_("Ghi ít nhất một tiêu chí."))
        folded = [text.fold(line["name"]) for line in lines]
        if len(set(folded)) < len(folded):
            raise ValidationError(_("Có hai tiêu chí trùng tên."))
        for line in lines:
            most, least = line["max_points"], line["min_points"]
            if isinstance(most, str) or isinstance(least, str):
                return  # what is no number is said beside its own box
            if not most:
                raise ValidationError(_("“%(name)s” chưa có điểm tối đa.", name=line["name"]))
            if least is not None and least > most:
                raise ValidationError(_("“%(name)s”: điểm tối thiểu cao hơn điểm tối đa.", name=line["name"]))
            if most % self._step:
                raise ValidationError(_("“%(name)s”: điểm tối đa không chia hết cho bước điểm.", name=line["name"]))

    def validate_classes(self, field: FieldList) -> None:
        given = [line["minimum"] for line in field.data]
        if any(isinstance(one, str) for one in given):
            return
        filled = [one for one in given if one is not None]
        if any(a <= b for a, b in pairwise(filled)) or (filled and given[: len(filled)] != filled):
            raise ValidationError(_("Xếp loại ghi từ A xuống, loại sau thấp hơn loại trước."))
        most = self.lines[0]["max_points"] if self.lines else None
        leads = [line["lead_minimum"] for line in field.data if isinstance(line["lead_minimum"], Decimal)]
        if isinstance(most, Decimal) and any(lead > most for lead in leads):
            raise ValidationError(_("Điểm đòi ở tiêu chí đầu tiên cao hơn điểm tối đa của tiêu chí đó."))
        if filled and filled[0] > self._top:
            raise ValidationError(_("Mức điểm của loại A cao hơn tổng điểm tối đa."))

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The criteria that have a name."""
        return [line for line in self.criteria.data if line["name"]]

    def facts(self, known: set[str]) -> dict[str, Any]:
        """What a valid form says of a rubric: a criterion keeps the code it is `known` by, a new one gets the next."""
        free = [code for n in range(1, 2 * MOST + 1) if (code := f"c{n}") not in known]
        left = set(known)
        criteria: list[dict[str, Any]] = []
        for position, line in enumerate(self.lines, 1):
            code = line["code"] if line["code"] in left else free.pop(0)
            left.discard(code)
            criteria.append({**line, "code": code, "position": position})
        lead = criteria[0]["code"]
        classes = [
            {
                "class": name,
                "minimum": f"{line['minimum']:.2f}",
                "criteria": {lead: f"{line['lead_minimum']:.2f}"} if line["lead_minimum"] is not None else {},
            }
            for name, line in zip(CLASSES, self.classes.data, strict=True)
            if line["minimum"] is not None
        ]
        return {
            "name": self.name.data if self.name else "",
            "step": Decimal(self.step.data),
            "minimum": self.minimum.data,
            "agree_percent": self.agree_percent.data,
            "classes": classes,
            "tie_code": lead,
            "criteria": criteria,
        }

    @property
    def _step(self) -> Decimal:
        known = {choice.value for choice in STEPS}
        return Decimal(self.step.data) if self.step.data in known else Decimal(1)  # a forged one is refused in its own place

    @property
    def _top(self) -> Decimal:
        known = [line["max_points"] for line in self.lines if isinstance(line["max_points"], Decimal)]
        return sum(known, Decimal(0))


def shown(rubric: Rubric) -> dict[str, Any]:
    """A rubric as the form shows it."""
    by_name = {one["class"]: one for one in rubric.classes}

    def line(name: str) -> dict[str, Decimal | None]:
        known = by_name.get(name)
        lead = known["criteria"].get(rubric.tie_code) if known else None
        minimum = Decimal(known["minimum"]) if known else None
        return {"minimum": minimum, "lead_minimum": Decimal(lead) if lead else None}

    names = ("code", "name", "max_points", "min_points", "excludes", "hint")
    return {
        "name": rubric.name,
        "step": f"{rubric.step.normalize():f}",
        "minimum": rubric.minimum,
        "agree_percent": rubric.agree_percent,
        "criteria": [{name: getattr(one, name) for name in names} for one in rubric.criteria],
        "classes": [line(name) for name in CLASSES],
    }
