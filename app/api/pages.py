"""/du-lieu: what data there is, for people; the same as files, and as a catalogue for other catalogues."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, json, render_template, request, url_for

from app.api import catalogue
from app.api.answers import OPERATIONS, Operation
from app.api.datasets import DATASETS, MOST, Dataset, year_shown
from app.api.document import LICENCE, LICENCE_URL, READING, path_of
from app.api.ioc import FIGURE
from app.api.shapes import cell, kind_of, values_of
from app.core.access import access, everyone
from app.core.clock import today
from app.core.i18n import bilingual
from app.core.sheets import csv_file

bp = Blueprint("open_data", __name__)


@bilingual(bp, "/du-lieu")
@access(everyone)
def index() -> Any:
    """Every dataset with its columns and files, every address of the API, how to use them, how to check them."""
    years = {dataset.slug: dataset.years() for dataset in DATASETS if dataset.years}
    operations = [(path_of(one), one.means, _example(one)) for one in sorted(OPERATIONS, key=lambda one: one.rule)]
    shown = {"datasets": DATASETS, "years": years, "operations": operations, "figure": FIGURE, "reading": READING}
    shown |= {"year_shown": year_shown, "kind_of": kind_of, "values_of": values_of, "most": MOST}
    shown |= {"licence": LICENCE, "licence_url": LICENCE_URL, "base": current_app.config["BASE_URL"]}
    return render_template("pages/open_data.html", **shown)


@bp.get("/du-lieu/dcat.jsonld")
@access(everyone)
def dcat() -> Any:
    """The same for catalogues."""
    return Response(json.dumps(catalogue.as_jsonld(), ensure_ascii=False, indent=1), mimetype="application/ld+json")


def _example(one: Operation) -> str | None:
    """An address that can be opened as it is; none where a code has to be known."""
    if "<code>" in one.rule:
        return None
    return url_for(one.endpoint, year=today().year) if "<int:year>" in one.rule else url_for(one.endpoint)


def _file(dataset: Dataset, kind: str) -> Any:
    """The view that hands a dataset over, of the year that is named or of this one."""

    @access(everyone)
    def file() -> Any:
        year, name = today().year, dataset.slug
        if dataset.years:
            years = dataset.years()
            year = year_shown(years)
            if "nam" in request.args:
                year = next((one for one in years if str(one) == request.args["nam"]), None) or abort(404)
            name = f"{name}-{year}"
        rows, columns = dataset.rows(year), [part.name for part in dataset.shape.parts]
        if kind == "json":
            headers = {"Content-Disposition": f"attachment; filename={name}.json"}
            return Response(json.dumps(rows, ensure_ascii=False), mimetype="application/json", headers=headers)
        return csv_file(name, "", [columns, *([cell(row[column]) for column in columns] for row in rows)])

    return file


for dataset in DATASETS:
    for kind in ("csv", "json"):
        bp.add_url_rule(f"/du-lieu/{dataset.slug}.{kind}", f"{dataset.slug}-{kind}", _file(dataset, kind))
