"""The logins of the demo."""

PASSWORD = "proev-handlepligt"  # noqa: S105 - printed for whoever tries the demo; production refuses the demo
