from typing import Annotated

from app.web.forms import Form, Text


class LoginForm(Form, frozen=True):
    username: Annotated[str, Text("Brugernavn", required=True, most=254)]
    password: Annotated[str, Text("Adgangskode", required=True, most=200)]
