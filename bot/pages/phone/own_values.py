"""The values of a member's own rows in Chinese, and which of them a phone page leaves to the file."""

from __future__ import annotations

from collections.abc import Mapping

from bot.console.attendance_mark import VERBS as MARK_VERBS
from bot.console.audit_words import ACTORS, SUBJECTS, VERBS
from bot.console.notice import ROUTES, STATES
from bot.ledger import complaints, leave, own_corrections
from bot.ledger.attendance import HOW_TITLES, STATE_TITLES
from bot.ledger.members import OFFICE_TITLES, STANDING_TITLES
from bot.ledger.push_choices import CHOOSABLE
from bot.reports.kinds import KINDS, OWN_KINDS
from content import leave_reasons
from content.registers import registers

CHANNELS = {"official": "微信公众号", "wecom": "企业微信"}
# Whose number it is says nobody else's name here: the member's own, or another's.
WHO = frozenset(
    [
        "marked_by",
        "by_member_id",
        "asked_by",
        "decided_by",
        "entered_by",
        "ended_by",
        "assigned_to",
        "sent_to",
    ]
)
# Addresses: enough to know them by, no more, for the page may be seen over a shoulder.
MASKED = frozenset(["phone", "openid"])
# Numbers of the system's own and how it went about things: in the file, and of no use on a phone.
LEFT_OUT = frozenset(
    [
        "id", "member_id", "of", "made_for", "done_by", "key", "options", "file", "total", "done", "rows", "batch_id",
        "bundled_in", "attempts", "tries", "next_at", "doubt_since", "platform_id", "error_code", "first_id",
        "media_id",
        "digest_id", "joined_precision", "no", "detail",
    ]
)  # fmt: skip
# What a row is of: the first of these that it has stands at its head.
HEADS = (
    "meeting_id", "notice_id", "title", "register", "lecture", "role", "channel", "field", "kind", "what", "verb",
    "branch_id",
)  # fmt: skip
_EXPORTS = {what: kind.title for what, kind in (*KINDS.items(), *OWN_KINDS.items())}
_OF_ANY: dict[str, Mapping[str, str]] = {
    "channel": CHANNELS, "actor": ACTORS, "standing": STANDING_TITLES, "role": OFFICE_TITLES, "how": HOW_TITLES,
    "route": ROUTES, "what": _EXPORTS,
    "reason_code": {code: kind.title for code, kind in leave_reasons.kinds().items()},
    "register": {one.name: one.title for one in registers()},
    "unbound_why": {"asked": "本人要求", "new phone": "换了手机", "unfollowed": "取消关注", "officer": "负责人解绑"},
    "per": {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"},
}  # fmt: skip
_OF_ONE: dict[tuple[str, str], Mapping[str, str]] = {
    ("attendance", "state"): STATE_TITLES, ("attendance_event", "before"): STATE_TITLES,
    ("attendance_event", "after"): STATE_TITLES, ("attendance_event", "verb"): MARK_VERBS,
    ("attendance_event", "how"): {**HOW_TITLES, "self": "本人"},
    ("leave_request", "state"): leave.STATE_TITLES, ("delivery", "state"): STATES,
    ("consent", "kind"): {"privacy": "隐私说明"}, ("push_off", "kind"): CHOOSABLE,
    ("complaint", "kind"): complaints.KIND_TITLES, ("complaint", "state"): complaints.STATE_TITLES,
    ("own_correction", "field"): own_corrections.FIELD_TITLES,
    ("own_correction", "state"): {"waiting": "待核对", "accepted": "已同意", "refused": "没有改"},
    ("export_job", "state"): {"waiting": "排着队", "running": "正在做", "done": "做好了", "failed": "没做成"},
    ("audit", "verb"): VERBS,
}  # fmt: skip


def in_chinese(table: str, column: str, code: str) -> str:
    """A value of a column as it is said; a text that is no code stays as it is."""
    if column == "subject":
        kind, _, number = code.rpartition(" ")
        return f"{SUBJECTS[kind][0]} {number}" if kind in SUBJECTS else SUBJECTS.get(code, ("", ""))[0]
    words = _OF_ONE.get((table, column)) or _OF_ANY.get(column) or {}
    return words.get(code, code)
