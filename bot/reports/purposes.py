"""What an export may be for: always asked, kept with the file and in the audit (product H2)."""

from __future__ import annotations

PURPOSES = ("支部存档", "报送行业党委", "核对情况")
LIMIT = 100


def problem_of(purpose: str, *, phones: bool = False) -> str:
    """Why a purpose is not enough, in Chinese; empty where it is. For whole phone numbers it must be written out."""
    if not 2 <= len(purpose) <= LIMIT or purpose.isdecimal():
        return f"用途：请写几个字，最多 {LIMIT} 个，比如「{PURPOSES[0]}」。"
    if phones and purpose in PURPOSES:
        return "用途：带完整手机号的，请写明具体做什么，比如「换届通知逐人核对号码」。"
    return ""
