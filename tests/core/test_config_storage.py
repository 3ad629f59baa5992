"""The settings of where files lie."""

import pytest

from app.config import problems

WHOLE = {
    "HANDLEPLIGT_S3_BUCKET": "filer",
    "HANDLEPLIGT_S3_ENDPOINT": "https://s3.kommune.dk",
    "HANDLEPLIGT_S3_PREFIX": "handlepligt/drift",
    "HANDLEPLIGT_S3_ACCESS_KEY": "navn",
    "HANDLEPLIGT_S3_SECRET_KEY": "hemmelighed",
}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, set()),
        ({"ENDPOINT": ""}, set()),
        ({"ENDPOINT": "http://127.0.0.1:9000"}, set()),
        ({"ENDPOINT": "http://s3.kommune.dk"}, {"ENDPOINT"}),
        ({"ENDPOINT": "https://navn:kode@s3.kommune.dk"}, {"ENDPOINT"}),
        ({"ENDPOINT": "https://[s3"}, {"ENDPOINT"}),
        ({"BUCKET": "Filer"}, {"BUCKET"}),
        ({"PREFIX": "/handlepligt/"}, {"PREFIX"}),
        ({"ACCESS_KEY": ""}, {"ACCESS_KEY"}),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/findes/ikke"}, {"SECRET_KEY_FILE"}),
        ({"SECRET_KEY_FILE": "/findes/ikke"}, {"SECRET_KEY_FILE"}),
        ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/dev/null"}, {"SECRET_KEY_FILE"}),
        ({"BUCKET": ""}, {"ENDPOINT", "PREFIX", "ACCESS_KEY", "SECRET_KEY"}),
    ],
)
def test_each_setting_of_a_bucket_is_looked_at(changed: dict[str, str], wrong: set[str]) -> None:
    environ = WHOLE | {f"HANDLEPLIGT_S3_{name}": value for name, value in changed.items()}
    assert {problem.variable.removeprefix("HANDLEPLIGT_S3_") for problem in problems(environ)} == wrong


@pytest.mark.parametrize("name", ["HANDLEPLIGT_CASE_LIMIT_MB", "HANDLEPLIGT_STORAGE_LIMIT_MB"])
@pytest.mark.parametrize("value", ["0", "-1", "1,5", "meget", "100000000"])
def test_a_limit_is_a_whole_number(name: str, value: str) -> None:
    assert [problem.variable for problem in problems({name: value})] == [name]
