"""The tables of cases, and the rule about them that the database itself keeps."""

from anlan.store.cases.apart import guard
from anlan.store.cases.evaluation import CaseAppeal, CaseMilestones
from anlan.store.cases.photos import CasePhoto, CasePhotoBody
from anlan.store.cases.reports import CaseReport
from anlan.store.cases.tables import (
    CaseListing,
    CaseMove,
    CasePause,
    CaseRow,
    CaseRung,
    CaseSerial,
)

__all__ = [
    "CaseAppeal",
    "CaseListing",
    "CaseMilestones",
    "CaseMove",
    "CasePause",
    "CasePhoto",
    "CasePhotoBody",
    "CaseReport",
    "CaseRow",
    "CaseRung",
    "CaseSerial",
    "guard",
]
