"""What can go wrong with a provider. `code` is for the log: it names the check, never a value."""


class OidcError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unreachable(OidcError):
    """The provider does not answer, or not as a provider does: it may work in a moment."""


class Distrusted(OidcError):
    """An answer that is not proved to be the provider's to this very question."""
