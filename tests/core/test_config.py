"""The configuration: every fault is named in Danish, and no secret is printed."""

import pytest

from app import config

PRODUCTION = {
    "HANDLEPLIGT_ENV": "production",
    "HANDLEPLIGT_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    "HANDLEPLIGT_BASE_URL": "https://handlepligt.example",
    "HANDLEPLIGT_DATABASE_URL": "postgresql://h:k@db/handlepligt?sslmode=require",
}


def _wrong(**changed: str) -> set[str]:
    return {problem.variable for problem in config.problems({**PRODUCTION, **changed})}


def test_a_whole_production_configuration_starts() -> None:
    settings = config.load(PRODUCTION)
    assert (settings.is_production, settings.is_demo, settings.base_url) == (True, False, "https://handlepligt.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "kort"),
        ("SECRET_KEY", config.DEMO_SECRET),
        ("SECRET_KEY", "changeme" * 8),
        ("BASE_URL", ""),
        ("BASE_URL", "http://handlepligt.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://[x"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://db:port/x"),
        ("DATABASE_URL", "postgresql://db"),
        ("ENV", "Production"),
        ("PORT", "80a"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 5000),
        ("PORT", "65536"),
        ("SESSION_HOURS", "0"),
        ("UPLOAD_LIMIT_MB", "-1"),
        ("LOG_LEVEL", "DEBUG"),
        ("BASEURL", "https://x"),
    ],
)
def test_production_does_not_start_with_a_wrong_variable_and_names_it(name: str, value: str) -> None:
    variable = f"HANDLEPLIGT_{name}"
    assert variable in _wrong(**{variable: value})
    with pytest.raises(config.ConfigurationError, match=variable):
        config.load({**PRODUCTION, variable: value})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://h:hemmelig@db/x",
        "postgresql://h:hem/melig@db/x",
        "postgresql://h:hem@me:lig@db/x",
        "postgresql://h@db/x?password=hemmelig&sslmode=require",
    ],
)
def test_no_secret_is_shown(url: str) -> None:
    shown = config.shown({**PRODUCTION, "HANDLEPLIGT_DATABASE_URL": url, "HANDLEPLIGT_HEMMELIG": "hemmelig"})
    text = " ".join(f"{part.value} {part.problems}" for part in shown)
    assert "melig" not in text
    assert PRODUCTION["HANDLEPLIGT_SECRET_KEY"] not in text
    assert "db/x" in text


def test_a_demo_has_a_folder_of_its_own_and_development_a_new_key_each_time() -> None:
    assert config.load({}, is_demo=True).data_dir.name == "demo"
    assert config.load({}).secret_key != config.load({}).secret_key


_SSO = {
    "HANDLEPLIGT_OIDC_ISSUER": "https://login.example/realms/kommune",
    "HANDLEPLIGT_OIDC_CLIENT_ID": "handlepligt",
    "HANDLEPLIGT_OIDC_CLIENT_SECRET": "plantet-hemmelighed",
    "HANDLEPLIGT_OIDC_MUNICIPALITY": "EKS",
}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, {}),
        ({"ISSUER": "http://login.example"}, {"ISSUER": "Skal begynde med https://."}),
        ({"ISSUER": "http://127.0.0.1:9400"}, {"ISSUER": "Skal begynde med https://."}),
        ({"ISSUER": "login.example"}, {"ISSUER": "Skal være udstederens adresse, præcis som den selv skriver den."}),
        ({"ISSUER": "https://a:b@x"}, {"ISSUER": "Skal være udstederens adresse, præcis som den selv skriver den."}),
        ({"ISSUER": "https://x?y=z"}, {"ISSUER": "Skal være udstederens adresse, præcis som den selv skriver den."}),
        ({"ISSUER": "https://[x"}, {"ISSUER": "Er ikke en adresse."}),
        ({"CLIENT_SECRET": ""}, {"CLIENT_SECRET": "Mangler. Uden den kan kommunens login ikke bruges."}),
        ({"MUNICIPALITY": ""}, {"MUNICIPALITY": "Mangler. Uden den kan kommunens login ikke bruges."}),
        ({"SCOPES": "profile"}, {"SCOPES": "Skal have openid med."}),
        (
            {"ISSUER": "", "CLIENT_SECRET": "", "MUNICIPALITY": ""},
            {"CLIENT_ID": "Gælder kun sammen med HANDLEPLIGT_OIDC_ISSUER, som mangler."},
        ),
    ],
)
def test_what_is_wrong_with_single_sign_on(changed: dict[str, str], wrong: dict[str, str]) -> None:
    environ = {**PRODUCTION, **_SSO, **{f"HANDLEPLIGT_OIDC_{name}": value for name, value in changed.items()}}
    found = {problem.variable.removeprefix("HANDLEPLIGT_OIDC_"): problem.text for problem in config.problems(environ)}
    assert found == wrong
    assert "plantet" not in str(config.shown(environ))


def test_the_settings_of_single_sign_on() -> None:
    oidc = config.load({**PRODUCTION, **_SSO, "HANDLEPLIGT_OIDC_REQUIRED_AMR": "mfa  hwk"}).oidc
    assert oidc is not None
    assert (oidc.issuer, oidc.required_amr, oidc.required_acr) == (_SSO["HANDLEPLIGT_OIDC_ISSUER"], ("mfa", "hwk"), ())
    assert config.load(PRODUCTION).oidc is None
    assert not config.problems({**_SSO, "HANDLEPLIGT_OIDC_ISSUER": "http://127.0.0.1:9400"})  # in development
