"""The command line, run as people run it: a process of its own, on the engine of the run."""

from pathlib import Path

import pytest

from app.cli import make_parser
from app.config import problems, shown
from tests.cli.conftest import IS_POSTGRES, ROOT, Done, Handlepligt
from tests.support.server import from_checkout, serving

SEED_ONE = ("seed", "--units", "1", "--cases", "0", "--items", "0")

pytestmark = pytest.mark.slow


def refused(done: Done) -> str:
    """The one line of a command that refused: code 2, nothing else, no traceback."""
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_a_new_installation_gets_its_first_administrator(handlepligt: Handlepligt, tmp_path: Path) -> None:
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    units = tmp_path / "enheder.csv"
    units.write_bytes("Ekstern ID;Navn;Slags\nN;Ågruppen Nord;Team\n".encode("cp1252"))
    dry = handlepligt("import", "units", str(units), "--municipality", "EKS")
    assert dry.stdout.splitlines() == [
        "Linje 2: ny – Ågruppen Nord",
        "I alt: 1 ny, 0 ændret, 0 flyttet, 0 uændret, 0 fejl",
        "Intet er gemt. Kør igen med --apply, når det ser rigtigt ud.",
    ]
    assert "Filen er indlæst." in handlepligt("import", "units", str(units), "--municipality", "EKS", "--apply").stdout
    made = handlepligt(
        "user", "create", "fie", "--municipality", "EKS", "--name", "Fie Ø", "--role", "administrator", "--role",
        "amr@N", "--link",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    lines = made.stdout.splitlines()
    assert lines[:3] == [
        "Brugeren fie er oprettet.",
        "Rolle: Administrator på hele kommunen",
        "Rolle: Arbejdsmiljørepræsentant (AMR) på N",
    ]
    assert lines[3].startswith("Link til Fie Ø (vises kun nu, virker én gang, til ")
    assert "/adgang/" in lines[4]
    args = ("user", "create", "bo", "--municipality", "EKS", "--name", "Bo")
    assert refused(handlepligt(*args, typed="kort\n")) == "Adgangskoden skal have mindst 12 tegn."
    assert handlepligt(*args, typed="en-lang-vej-om-natten\n").stdout.splitlines()[0] == "Brugeren bo er oprettet."
    assert "hændelser undersøgt." in handlepligt("audit", "verify").stdout
    assert handlepligt("evidence", "verify").stdout.strip() == "Hver fil er, som den blev modtaget."
    assert handlepligt("report", "list").stdout == ""


def test_what_cannot_be_done_is_one_danish_line(handlepligt: Handlepligt, tmp_path: Path) -> None:
    empty = tmp_path / "tom.csv"
    empty.touch()
    no_such = "Kommunen med koden X findes ikke. Den oprettes med »handlepligt municipality create«."
    for arguments, message in (
        (
            ["report", "build", "NOPE", "--out", "findes-ikke/x.pdf"],
            "Filen findes-ikke/x.pdf kan ikke skrives. Vælg en mappe, der findes, og som du må skrive i.",
        ),
        (["report", "build", "NOPE", "--out", "x.pdf"], "Der er ingen sag med nummeret NOPE."),
        (["report", "package", "NOPE"], "Der er ingen sag med nummeret NOPE."),
        (["import", "units", "nej.csv", "--municipality", "X"], "nej.csv kan ikke bruges: den findes ikke."),
        (["import", "people", str(empty), "--municipality", "X"], no_such),
        (["user", "create", "x", "--municipality", "X", "--name", "X", "--link"], no_such),
        (["municipality", "create", "kode med blank", "X"], "Koden skal være 1-10 bogstaver og tal uden mellemrum."),
        (["seed", "--units", "-1", "--cases", "0", "--items", "0"], "Antallene skal være 0 eller mere."),
    ):
        assert refused(handlepligt(*arguments)) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Der mangler: KOMMANDO."),
        (["flyv"], "KOMMANDO kan ikke være 'flyv'."),
        (["serve", "--hurtigt"], "Kendes ikke: --hurtigt."),
        (["seed", "--units", "mange"], "--units skal være et helt tal, ikke 'mange'."),
        (["report", "build"], "Der mangler: SAGSNUMMER, --out."),
    ],
)
def test_a_mistyped_command_is_answered_in_danish(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(message), said
    assert "--help" in said


def test_the_help_is_danish(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser().parse_args(["user", "create", "--help"])
    said = capsys.readouterr().out
    assert said.startswith("Brug: handlepligt user create")
    assert [word for word in ("usage", "options", "show this", "positional") if word in said] == []


def test_doctor_hides_secrets_and_names_each_fault() -> None:
    environ = {
        "HANDLEPLIGT_ENV": "production",
        "HANDLEPLIGT_SECRET_KEY": "kun-til-demo-og-udvikling",
        "HANDLEPLIGT_DATABASE_URL": "postgresql://hp:hemmelig@db/hp",
        "HANDLEPLIGT_PORT": "mange",
        "HANDLEPLIGT_PROT": "80",
    }
    found = {variable.name: variable for variable in shown(environ)}

    assert found["HANDLEPLIGT_SECRET_KEY"].value == "(skjult)"
    assert found["HANDLEPLIGT_DATABASE_URL"].value == "postgresql://hp:(skjult)@db/hp"
    assert {name for name, variable in found.items() if variable.problems} == {
        "HANDLEPLIGT_SECRET_KEY",
        "HANDLEPLIGT_PORT",
        "HANDLEPLIGT_BASE_URL",
        "HANDLEPLIGT_PROT",
    }
    assert len(problems(environ)) == 4


def test_doctor_says_what_is_missing_and_changes_nothing(handlepligt: Handlepligt, tmp_path: Path) -> None:
    sick = handlepligt("doctor")
    assert sick.returncode == 1
    assert "Kør »handlepligt migrate«." in sick.stdout
    assert not (tmp_path / "data").exists()
    assert handlepligt("migrate").returncode == 0
    well = handlepligt("doctor")
    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "Alt er i orden.")
    provider = {"oidc_issuer": "http://127.0.0.1:1", "oidc_client_id": "x", "oidc_client_secret": "y"}
    alone = handlepligt("doctor", **provider, oidc_municipality="EKS")
    assert alone.returncode == 1
    assert "Kommunens login http://127.0.0.1:1: svarer ikke, eller" in alone.stdout
    assert "kommunen med koden EKS findes ikke (oprettet: ingen endnu)." in alone.stdout


def test_check_needs_no_database(handlepligt: Handlepligt) -> None:
    done = handlepligt("check", database_url="postgresql://ingen@127.0.0.1:1/ingen")
    assert (done.returncode, done.stdout.strip()) == (0, "Migreringerne dækker alle tabeller.")


def test_production_refuses_to_start_with_the_whole_list(handlepligt: Handlepligt) -> None:
    said = refused(handlepligt("serve", env="production", database_url="", secret_key="a" * 40))
    assert [line.partition(":")[0] for line in said.splitlines()[1:]] == [
        "HANDLEPLIGT_SECRET_KEY",
        "HANDLEPLIGT_BASE_URL",
        "HANDLEPLIGT_DATABASE_URL",
    ]


def test_the_demo_refuses_production_and_other_machines(handlepligt: Handlepligt) -> None:
    production = {"env": "production", "base_url": "https://x.dk", "secret_key": "abcdefghijklmnopqrstuvwxyz0123456789"}
    url = {} if IS_POSTGRES else {"database_url": "sqlite:////tmp/findes-ikke/x.sqlite"}
    for command in (("demo", "--load-only"), SEED_ONE):
        assert "HANDLEPLIGT_ENV=production" in refused(handlepligt(*command, **production, **url))
    assert "kun på denne maskine" in refused(handlepligt("demo", "--load-only", host="0.0.0.0"))  # noqa: S104 - refused


def test_production_refuses_what_the_demo_filled(handlepligt: Handlepligt, environment: dict[str, str]) -> None:
    assert handlepligt(*SEED_ONE).returncode == 0
    url = environment.get("HANDLEPLIGT_DATABASE_URL") or (
        f"sqlite:///{Path(environment['HANDLEPLIGT_DATA_DIR']) / 'handlepligt.sqlite'}"
    )
    production = {
        "env": "production",
        "base_url": "https://x.dk",
        "secret_key": "abcdefghijklmnopqrstuvwxyz0123456789",
        "database_url": url,
        "port": "0",
    }
    assert "som alle kender" in refused(handlepligt("serve", **production))
    looked = handlepligt("doctor", **production)
    assert looked.returncode == 1
    assert "indeholder demoens opdigtede kommuner" in looked.stdout


def test_the_demo_leaves_a_database_with_other_things_alone(handlepligt: Handlepligt) -> None:
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    for command in (("demo", "--load-only"), ("demo", "--load-only", "--reset"), SEED_ONE):
        assert refused(handlepligt(*command))
    assert "Der er allerede en kommune" in refused(handlepligt("municipality", "create", "eks", "Igen"))


def test_the_demo_keeps_what_was_entered_until_it_is_reset(handlepligt: Handlepligt) -> None:
    assert handlepligt("demo", "--load-only").returncode == 0
    cases = handlepligt("report", "list").stdout
    assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    assert handlepligt("demo", "--load-only").returncode == 0
    again = handlepligt("municipality", "create", "EKS", "Eksempel Kommune")
    assert again.returncode == 2
    reset = handlepligt("demo", "--load-only", "--reset")
    if IS_POSTGRES:
        assert "sletter aldrig noget i PostgreSQL" in refused(reset)
    else:
        assert reset.returncode == 0
        assert handlepligt("municipality", "create", "EKS", "Eksempel Kommune").returncode == 0
    assert handlepligt("report", "list").stdout == cases != ""
    first = cases.splitlines()[0].split("\t")
    assert len(first) == 3


def test_serve_answers_and_a_second_one_says_that_the_port_is_taken(
    environment: dict[str, str], tmp_path: Path, handlepligt: Handlepligt
) -> None:
    with serving(from_checkout("serve"), environment, ROOT, tmp_path) as address:
        port = address.rpartition(":")[2]
        assert f"127.0.0.1:{port} kan ikke bruges" in refused(handlepligt("serve", port=port))
