"""Uploads, files, versions, folders, metadata, purges."""

import asyncio
import hashlib
import hmac
import io
import pathlib
import tempfile
import urllib.request

import httpx
from imagekitio import AsyncImageKit, BadRequestError, ConflictError, NotFoundError, PermissionDeniedError, ImageKit
from sdk import (
    BASE_URL, FOLDER, PRIVATE_KEY, PUBLIC_KEY, UNKNOWN_ID, URL_ENDPOINT, client, finished, names, refused, upload,
)

# 1 x 1 pixel, red.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def uploads():
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "p.png"
        path.write_bytes(PIXEL)
        sources = [PIXEL, path, io.BytesIO(PIXEL), ("named.png", PIXEL, "image/png")]
        for source in sources:
            answer = client.files.upload(file=source, file_name="p.png", folder=FOLDER, tags=["a", "b c"],
                                         response_fields=["tags", "metadata", "isPublished"])
            assert answer.file_path.startswith(FOLDER + "/p_"), answer.file_path
            assert (answer.width, answer.height, answer.size) == (1, 1, len(PIXEL))
            assert answer.url == URL_ENDPOINT + answer.file_path
            assert answer.tags == ["a", "b c"]
            assert answer.metadata.format == "png"
            assert answer.is_published is True
            assert fetch(answer.url + "?tr=orig-true") == PIXEL


def uploads_v2():
    answer = client.beta.v2.files.upload(file=PIXEL, file_name="v2.png", folder=FOLDER, use_unique_file_name=False,
                                         tags=["x"], response_fields=["tags"])
    assert answer.file_path == FOLDER + "/v2.png"
    assert (answer.width, answer.tags) == (1, ["x"])
    assert fetch(answer.url + "?tr=orig-true") == PIXEL


def upload_by_parameters():
    """What a page is given by its own server."""
    parameters = client.helper.get_authentication_parameters()
    text = f"{parameters['token']}{parameters['expire']}"
    assert parameters["signature"] == hmac.new(PRIVATE_KEY.encode(), text.encode(), hashlib.sha1).hexdigest()
    fields = {**parameters, "expire": str(parameters["expire"]), "publicKey": PUBLIC_KEY, "fileName": "signed.png"}
    send = lambda: httpx.post(BASE_URL + "/api/v1/files/upload", data=fields, files={"file": PIXEL})
    answer = send()
    assert (answer.status_code, answer.json()["width"]) == (200, 1), answer.text
    assert send().status_code == 400, "a token is good for one upload"


def uploads_without_waiting():
    async def run():
        async with AsyncImageKit(private_key=PRIVATE_KEY, base_url=BASE_URL, max_retries=0) as asynchronous:
            return await asyncio.gather(*(
                asynchronous.files.upload(file=PIXEL, file_name="same.png", folder=FOLDER) for _ in range(3)
            ))
    assert len({answer.file_id for answer in asyncio.run(run())}) == 3


def refusals():
    nobody = ImageKit(private_key="private_nobody", base_url=BASE_URL, max_retries=0)
    error = refused(PermissionDeniedError, "Your account cannot be authenticated.", nobody.files.get, UNKNOWN_ID)
    assert len(error.response.headers["x-ik-requestid"]) == 36
    refused(NotFoundError, "The requested file does not exist.", client.files.get, UNKNOWN_ID)
    refused(BadRequestError, "Your request contains invalid fileId parameter.", client.files.get, "f 1/é")


def listing():
    place = FOLDER + "/list"
    for name, tags in (("a.txt", ["red"]), ("b.txt", ["blue"])):
        upload(name, folder=place, tags=tags)
    assert names(path=place, sort="DESC_NAME") == ["b.txt", "a.txt"]
    assert names(path=place, sort="ASC_NAME", skip=1, limit=1) == ["b.txt"]
    assert names(search_query=f'path: "{place}/" AND tags IN ["red"]') == ["a.txt"]
    assert names(path=FOLDER, type="folder", search_query='name = "list"') == []
    [folder] = client.assets.list(path=FOLDER, search_query='name = "list" AND type = "folder"')
    assert (folder.type, folder.folder_path) == ("folder", place)
    assert names(path=place, file_type="image") == []


def details():
    file_id = upload("details.txt", tags=["old"]).file_id
    changed = client.files.update(file_id, tags=["new"], description="ü", custom_coordinates="1,2,3,4")
    assert (changed.tags, changed.description, changed.custom_coordinates) == (["new"], "ü", "1,2,3,4")
    file = client.files.get(file_id)
    assert file.updated_at == changed.updated_at and file.file_path == FOLDER + "/details.txt"
    cleared = client.files.update(file_id, tags=None, description="", custom_coordinates=None, remove_ai_tags="all")
    assert (cleared.tags, cleared.description, cleared.custom_coordinates) == (None, None, None)
    draft = client.files.update(file_id, publish={"is_published": False, "include_file_versions": True})
    assert draft.is_published is False
    assert client.files.delete(file_id) is None
    refused(NotFoundError, "The requested file does not exist.", client.files.get, file_id)


def moving():
    file_id = upload("m.txt", b"moved").file_id
    assert client.files.copy(source_file_path=FOLDER + "/m.txt", destination_path=FOLDER + "/copies",
                             include_file_versions=True) is None
    assert client.files.move(source_file_path=FOLDER + "/m.txt", destination_path=FOLDER + "/moved") is None
    [copy] = client.assets.list(path=FOLDER + "/copies")
    assert copy.file_id != file_id and fetch(copy.url) == b"moved"
    path = FOLDER + "/moved/m.txt"
    assert client.files.rename(file_path=path, new_file_name="n.txt").purge_request_id is None
    path = FOLDER + "/moved/n.txt"
    purge = client.files.rename(file_path=path, new_file_name="o.txt", purge_cache=True).purge_request_id
    assert client.cache.invalidation.get(purge).status in ("Pending", "Completed")
    assert client.files.get(file_id).file_path == FOLDER + "/moved/o.txt"
    upload("taken.txt", folder=FOLDER + "/moved")
    refused(ConflictError, "File with name taken.txt already exists at the same location.",
            client.files.rename, file_path=FOLDER + "/moved/o.txt", new_file_name="taken.txt")
    missing = refused(NotFoundError, "No file found with filePath", client.files.move,
                      source_file_path=FOLDER + "/m.txt", destination_path=FOLDER)
    assert missing.body["reason"] == "SOURCE_FILE_MISSING"


def bulk():
    ids = [upload(name, tags=["x"]).file_id for name in ("1.txt", "2.txt")]
    tags = lambda: [client.files.get(file_id).tags for file_id in ids]
    assert client.files.bulk.add_tags(file_ids=ids, tags=["y"]).successfully_updated_file_ids == ids
    assert tags() == [["x", "y"]] * 2
    assert client.files.bulk.remove_tags(file_ids=ids, tags=["x"]).successfully_updated_file_ids == ids
    assert client.files.bulk.remove_ai_tags(file_ids=ids, ai_tags=["y"]).successfully_updated_file_ids == ids
    assert tags() == [["y"]] * 2
    missing = refused(NotFoundError, "The requested file(s) does not exist.", client.files.bulk.delete,
                      file_ids=[*ids, UNKNOWN_ID])
    assert missing.body["missingFileIds"] == [UNKNOWN_ID]
    assert client.files.bulk.delete(file_ids=ids).successfully_deleted_file_ids == ids


def versions():
    first = upload("v.txt", b"one", tags=["1"])
    second = upload("v.txt", b"two")
    file_id, old = first.file_id, first.version_info.id
    rows = client.files.versions.list(file_id)
    assert [(row.type, row.version_info.name) for row in rows] == [("file", "Version 2"), ("file-version", "Version 1")]
    version = client.files.versions.get(old, file_id=file_id)
    assert version.tags == ["1"] and fetch(version.url) == b"one"
    # A PUT that says it is JSON and has no body.
    restored = client.files.versions.restore(old, file_id=file_id)
    assert restored.version_info.id == old and fetch(restored.url) == b"one"
    assert client.files.versions.delete(second.version_info.id, file_id=file_id) is None
    assert len(client.files.versions.list(file_id)) == 1


def folders():
    place = FOLDER + "/folders"
    # The 201 has a body of an empty object, which the SDK parses.
    client.folders.create(folder_name="made", parent_folder_path=place)
    upload("a.txt", folder=place + "/made")
    job = finished(client.folders.copy(source_folder_path=place + "/made", destination_path=place + "/copied",
                                       include_versions=True))
    assert (job.type, job.status) == ("COPY_FOLDER", "Completed")
    job = finished(client.folders.move(source_folder_path=place + "/made", destination_path=place + "/moved"))
    assert (job.type, job.status) == ("MOVE_FOLDER", "Completed")
    job = finished(client.folders.rename(folder_path=place + "/moved", new_folder_name="renamed", purge_cache=True))
    assert (job.type, job.status, len(job.purge_request_id)) == ("RENAME_FOLDER", "Completed", 24)
    found = client.assets.list(search_query=f'path: "{place}/"', sort="ASC_CREATED")
    assert [file.file_path for file in found] == [place + "/renamed/made/a.txt", place + "/copied/made/a.txt"]
    assert client.folders.delete(folder_path=place) is None
    missing = refused(NotFoundError, "No folder found", client.folders.delete, folder_path=place)
    assert missing.body["reason"] == "FOLDER_NOT_FOUND"


def metadata():
    answer = upload("meta.png", PIXEL)
    stored = client.files.metadata.get(answer.file_id)
    assert (stored.width, stored.height, stored.size, stored.format) == (1, 1, len(PIXEL), "png")
    made = client.files.metadata.get_from_url(url=answer.url + "?tr=w-7,h-5,c-force,f-jpg")
    assert (made.width, made.height, made.format) == (7, 5, "jpg")


def purges():
    request = client.cache.invalidation.create(url=URL_ENDPOINT + FOLDER + "/p.png").request_id
    assert client.cache.invalidation.get(request).status in ("Pending", "Completed")
    refused(BadRequestError, "No request found for this requestId.", client.cache.invalidation.get, UNKNOWN_ID)


def urls():
    path = upload("u.png", PIXEL, is_private_file=True).file_path
    transformation = [{"width": 7, "height": 5, "crop": "force"}]
    assert client.helper.build_transformation_string(transformation) == "w-7,h-5,c-force"
    url = client.helper.build_url(url_endpoint=URL_ENDPOINT, src=path, transformation=transformation, signed=True,
                                  expires_in=300)
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["content-type"] == "image/png"


CHECKS = [
    uploads, uploads_v2, upload_by_parameters, uploads_without_waiting, refusals, listing, details, moving, bulk,
    versions, folders, metadata, purges, urls,
]
