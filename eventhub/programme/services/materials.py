"""How does a file or a link come to an event, and go again?"""

from datetime import datetime

from eventhub.accounts.models import Account
from eventhub.core import audit
from eventhub.core.db import session
from eventhub.core.types import public_id as new_public_id
from eventhub.programme import queries, rules
from eventhub.programme.errors import ChangedMeanwhile, FileRefused, SenselessProgramme
from eventhub.programme.models import Material, MaterialFile
from eventhub.programme.rules import MaterialPlan, UploadedFile
from eventhub.programme.services.sessions import hold_event


def add_material(
    event_id: int, plan: MaterialPlan, *, file: UploadedFile | None = None, by: Account, now: datetime
) -> Material:
    """Keep a file, or a link when there is none, with an event or one of its sessions."""
    hold_event(event_id)
    _check(plan, has_file=file is not None)
    material = Material(public_id=new_public_id(), event_id=event_id, url=plan.url, created_at=now)
    _describe(material, plan)
    session.add(material)
    if file is not None:
        _keep(material, file)
    _record("material-added", material, by, now)
    return material


def revise_material(
    event_id: int, public_id: str, plan: MaterialPlan, *, version: int, by: Account, now: datetime
) -> Material:
    """Change the title of a material, who may open it and where it belongs; a file stays the same file."""
    hold_event(event_id)
    material = queries.get_material(event_id, public_id)
    if version != material.version:
        raise ChangedMeanwhile(material.version)
    _check(plan, has_file=bool(material.file_name))
    _describe(material, plan)
    material.url, material.version = plan.url, material.version + 1
    _record("material-revised", material, by, now)
    return material


def remove_material(event_id: int, public_id: str, *, by: Account, now: datetime) -> None:
    """Remove a material and its file for good."""
    hold_event(event_id)
    material = queries.get_material(event_id, public_id)
    kept = session.get(MaterialFile, material.id)
    if kept is not None:
        session.delete(kept)
        session.flush()  # the file refers to its material and goes before it
    _record("material-removed", material, by, now)
    session.delete(material)


def _check(plan: MaterialPlan, *, has_file: bool) -> None:
    faults = rules.faults_of_material(plan, has_file=has_file)
    if faults:
        raise SenselessProgramme(faults)


def _describe(material: Material, plan: MaterialPlan) -> None:
    material.title, material.audience = plan.title, plan.audience
    belongs_to = queries.get_session(material.event_id, plan.session_id) if plan.session_id else None
    material.session_id = belongs_to.id if belongs_to else None


def _keep(material: Material, file: UploadedFile) -> None:
    fault = rules.fault_of_file(file)
    if fault is not None:
        raise FileRefused(fault)
    material.file_name, material.size = rules.shown_name(file.name), len(file.content)
    material.media_type = rules.media_type_of(material.file_name)
    session.flush()  # the file is kept under the number the database gives
    session.add(MaterialFile(material_id=material.id, content=file.content))


def _record(action: str, material: Material, by: Account, now: datetime) -> None:
    audit.record(action, f"material:{material.public_id}", actor=by.public_id, now=now)
