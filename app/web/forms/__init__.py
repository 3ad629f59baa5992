"""From what a browser sends to a Struct, with Danish messages, keeping what was typed.

A form is a `Form` Struct whose fields are annotated with their rules:

    class RegisterVisitForm(Form):
        visited_on: Annotated[date | None, Day("Dato for besøget")] = None
        note: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""

`submission = await read_form(request, RegisterVisitForm)`; then
`await submission.run(lambda form: actions.register_visit(actor, form, …))`: it runs only when every field is right,
and turns `Invalid`, `RuleViolation`, `Stale` and `TooMany` into messages beside the form. `submission.ok` tells.
"""

from app.web.forms.fields import Choice, Day, Text, Tick, Whole
from app.web.forms.states import FieldError, Form, FormState, blank, seen_version
from app.web.forms.submission import LOOKS_LIKE_CPR, Submission, parse, read_form, says_again

__all__ = [
    "LOOKS_LIKE_CPR",
    "Choice",
    "Day",
    "FieldError",
    "Form",
    "FormState",
    "Submission",
    "Text",
    "Tick",
    "Whole",
    "blank",
    "parse",
    "read_form",
    "says_again",
    "seen_version",
]
