from typing import Annotated

from app.web.forms import Form, Tick


class MailForm(Form, frozen=True):
    is_wanted: Annotated[bool, Tick("Send mig den daglige mail")] = False
