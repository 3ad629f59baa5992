"""Files in an S3 bucket: a real endpoint on loopback, that goes and comes back."""

import os
from datetime import timedelta

import msgspec
import obstore
import pytest

from app import config
from app.commands.doctor import files_problem
from app.config.storage import S3
from app.db.sql import fetch_rows
from app.db.transaction import transaction
from app.documents.actions import collect_orphans, keep_blob
from app.documents.blobs import BlobStore, discard
from app.documents.objects import _bucket, key_of
from app.documents.queries import BlobFaultKind, list_documents
from app.documents.rules import StoreDown
from tests import factories_files as make
from tests.documents.test_views import LETTER, upload
from tests.factories_cases import make_case
from tests.support.s3 import BUCKET


async def kept(store):
    return {each.sha256: each.size async for page in store.list() for each in page}


async def test_a_bucket_keeps_what_it_gets(tmp_path, s3_line):
    """Also a file of several parts, which it compares with their SHA-256; nothing but unfinished files is here."""
    settings = s3_line.settings("handlepligt/proeve")
    store = BlobStore(tmp_path, 20, settings)
    await store.check()
    assert await kept(store) == {}
    large = os.urandom(11_000_000)
    sent = make.Sent("lille.txt", b"lille"), make.Sent("stor.pdf", make.PDF + large)
    files = [await store.stage(each) for each in sent]
    for file in files:
        await store.send(file)
        await store.publish(file)
        discard(file)
    assert make.files_in(tmp_path) == []
    assert await kept(store) == {file.sha256: file.size for file in files}
    assert b"".join([chunk async for chunk in store.chunks(files[1].sha256)]) == make.PDF + large

    await store.remove(files[0].sha256)
    await store.remove(files[0].sha256)
    assert await store.find(files[0].sha256) is None
    with pytest.raises(FileNotFoundError):
        await anext(store.chunks(files[0].sha256))
    for wrong in (msgspec.structs.replace(settings, bucket="en-anden"), S3("filer", "a", "b", "http://127.0.0.1:9")):
        with pytest.raises(StoreDown) as told:
            await BlobStore(tmp_path, 20, wrong).check()
        assert "hemmelighed" not in told.value.cause


async def test_what_the_collector_took_in_between_is_sent_again(cast, db, tmp_path, s3_line, clock):
    """The bytes are sent ahead of the transaction; they may be old ones that nobody wanted until now."""
    store = BlobStore(tmp_path, 1, s3_line.settings("samler"))
    file = await make.stage(tmp_path)
    file = msgspec.structs.replace(file, store=store)
    await store.send(file)
    clock.instant += timedelta(days=3650)  # long after the endpoint's own time
    os.utime(file.temporary, (clock.instant.timestamp(),) * 2)
    assert await collect_orphans(cast.system, store) == (file.sha256,)
    async with transaction():
        await keep_blob(cast.anna.actor, file)
    assert await kept(store) == {file.sha256: file.size}
    assert await collect_orphans(cast.system, store) == ()


async def test_gone_and_back(client, cast, settings, s3_line, monkeypatch):
    """Nothing half, a clear message, what was typed is kept; nothing has to be started anew."""
    monkeypatch.setattr("app.upkeep._BELIEVED", 0)
    case = await make_case(cast)
    app = client.http._transport.app
    app.state.settings = msgspec.structs.replace(settings, s3=s3_line.settings("vaek"))
    await client.as_(cast.anna)
    path = f"/sager/{case.public_id}/dokumenter/nyt"
    assert (await client.post(path, LETTER, files=upload())).status_code == 303
    letter = (await list_documents(cast.anna.scope, case.id))[0]
    href = f"/dokumenter/{letter.public_id}/x.pdf"
    assert (await client.get(href)).content == make.PDF
    assert (await client.get("/readyz")).json() == {"status": "ok", "database": "ok", "files": "ok"}

    await s3_line.cut()
    typed = {**LETTER, "title": "Min titel"}
    refused = await client.post(path, typed, files=upload("ny.txt", b"ny"))
    assert refused.status_code == 503
    assert "Filarkivet svarer ikke lige nu. Intet er gemt." in refused.text
    assert 'value="Min titel"' in refused.text
    unread = await client.get(href)
    assert (unread.status_code, "Filarkivet svarer ikke lige nu." in unread.text) == (503, True)
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"status": "down", "database": "ok", "files": "down"})
    assert len(await fetch_rows("SELECT id FROM blobs")) == 1
    assert make.files_in(settings.blob_dir) == []
    store = BlobStore.of(app.state.settings)
    with pytest.raises(StoreDown):
        await make.faults(cast, store)

    await s3_line.join()
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.get(href)).content == make.PDF
    assert (await client.post(path, typed, files=upload("ny.txt", b"ny"))).status_code == 303
    assert await make.faults(cast, store) == []

    lost, altered = await kept(store)
    await store.remove(lost)
    await obstore.put_async(_bucket(app.state.settings.s3), key_of(altered), b"rettet")
    stray = await make.stage(settings.blob_dir, "løs.txt", b"stray")
    await store.send(msgspec.structs.replace(stray, store=store))
    discard(stray)
    assert {(each.kind, each.name) for each in await make.faults(cast, store)} == {
        (BlobFaultKind.MISSING, lost),
        (BlobFaultKind.ALTERED, altered),
        (BlobFaultKind.ORPHANED, stray.sha256),
    }


def test_doctor_tries_the_bucket_of_the_settings(tmp_path, s3_endpoint):
    """With the keys in files; a key is never shown."""
    (tmp_path / "hemmelig").write_text("hemmelighed\n", "utf-8")
    environ = {
        "HANDLEPLIGT_DATA_DIR": str(tmp_path),
        "HANDLEPLIGT_S3_BUCKET": BUCKET,
        "HANDLEPLIGT_S3_ENDPOINT": s3_endpoint,
        "HANDLEPLIGT_S3_ACCESS_KEY": "navn",
        "HANDLEPLIGT_S3_SECRET_KEY_FILE": str(tmp_path / "hemmelig"),
    }
    settings = config.load(environ)
    assert settings.s3 == S3(BUCKET, "navn", "hemmelighed", endpoint=s3_endpoint)
    assert files_problem(settings) == (f"Filer i bucketen {BUCKET} ({s3_endpoint})", None)

    name, problem = files_problem(config.load({**environ, "HANDLEPLIGT_S3_BUCKET": "findes-ikke"}))
    assert name.startswith("Filer i bucketen findes-ikke")
    assert problem is not None
    assert "404" in problem
    assert "hemmelighed" not in problem
    shown = {each.name: each.value for each in config.shown({**environ, "HANDLEPLIGT_S3_SECRET_KEY": "hemmelighed"})}
    assert shown["HANDLEPLIGT_S3_SECRET_KEY"] == "(skjult)"
