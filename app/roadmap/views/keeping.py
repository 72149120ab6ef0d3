"""What folders of tasks are about."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from app.core.db import db
from app.folders.keepers import Keeper, Work, keeps
from app.roadmap import policy, queries
from app.roadmap.models import Task


def _about(folders: Collection[int]) -> dict[int, Work]:
    return {task.folder_id: _work(task) for task in db.session.scalars(queries.in_folders(folders))}


def _work(task: Task) -> Work:
    page = (f"{task.code} {task.text}", "roadmap.show", {"code": task.code})
    return Work(*page, lambda person: policy.help(person, task), lambda person: policy.work(person, task))


keeps(Keeper(Task.__tablename__, _l("Nhiệm vụ của lộ trình"), _about))
