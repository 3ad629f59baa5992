from app.approvals.enums import ApprovalReply, ApprovalStatus, ApprovalTarget

APPROVAL_TARGET = {
    ApprovalTarget.PLAN: "Handleplanen",
    ApprovalTarget.REPORT: "Rapporten til Arbejdstilsynet",
}
APPROVAL_REPLY = {
    ApprovalReply.AGREES: "Enig",
    ApprovalReply.AGREES_WITH_REMARK: "Enig med bemærkning",
    ApprovalReply.DISAGREES: "Uenig med bemærkning",
}
APPROVAL_REPLY_TAG = {
    ApprovalReply.AGREES: "success",
    ApprovalReply.AGREES_WITH_REMARK: "success",
    ApprovalReply.DISAGREES: "danger",
}
APPROVAL_STATUS = {
    ApprovalStatus.OPEN: "Venter på svar",
    ApprovalStatus.AGREED: "Begge sider er enige",
    ApprovalStatus.DISAGREED: "Ikke enighed",
    ApprovalStatus.SILENT: "Ikke svaret til tiden",
    ApprovalStatus.NOTHING: "Intet at svare på",
    ApprovalStatus.WITHDRAWN: "Trukket tilbage",
}
APPROVAL_STATUS_TAG = {
    ApprovalStatus.OPEN: "info",
    ApprovalStatus.AGREED: "success",
    ApprovalStatus.DISAGREED: "danger",
    ApprovalStatus.SILENT: "warning",
    ApprovalStatus.NOTHING: "neutral",
    ApprovalStatus.WITHDRAWN: "neutral",
}


def version_text(target: ApprovalTarget, no: int | None) -> str:
    """What an answer is to, in the middle of a sentence; `no` None: nothing stands there now."""
    what = APPROVAL_TARGET[target]
    word = "version" if target is ApprovalTarget.PLAN else "nr."
    return f"{what[:1].lower()}{what[1:]}" + (f", {word} {no}" if no is not None else "")
