"""The SDK's client of the server under test, and which of its calls have been made."""

import functools
import inspect
import os
import time

from imagekitio import ImageKit
from imagekitio._resource import SyncAPIResource

BASE_URL = os.environ["IMAGE_KIT_BASE_URL"]
URL_ENDPOINT = os.environ["CLIENT_URL_ENDPOINT"]
PUBLIC_KEY = os.environ["CLIENT_PUBLIC_KEY"]
PRIVATE_KEY = os.environ["IMAGEKIT_PRIVATE_KEY"]

# Strict: an answer that does not fit the SDK's types is an error.
client = ImageKit(private_key=PRIVATE_KEY, base_url=BASE_URL, max_retries=0, _strict_response_validation=True)

UNKNOWN_ID = "f" * 24
FOLDER = "/python"

_known = set()
_made = set()


def _watch(owner, name):
    """Records every call of one method of the SDK."""
    call = getattr(owner, name)
    label = owner.__module__.replace("imagekitio.resources.", "") + "." + name
    _known.add(label)

    @functools.wraps(call)
    def recorded(*args, **kwargs):
        _made.add(label)
        return call(*args, **kwargs)

    setattr(owner, name, recorded)


def watch_all(resource):
    for name, member in inspect.getmembers(type(resource)):
        if name.startswith("_") or name.startswith("with_"):
            continue
        if inspect.isfunction(member):
            _watch(type(resource), name)
        elif isinstance(getattr(resource, name), SyncAPIResource):
            watch_all(getattr(resource, name))


for _name, _member in inspect.getmembers(ImageKit):
    if isinstance(_member, functools.cached_property) or isinstance(_member, property):
        _value = getattr(client, _name)
        if isinstance(_value, SyncAPIResource):
            watch_all(_value)


def never_called():
    """Methods of the SDK that no check has called."""
    return sorted(_known - _made)


def refused(error_type, message, call, *args, **kwargs):
    """Makes a call that must fail."""
    try:
        call(*args, **kwargs)
    except error_type as error:
        assert message in error.message, error.message
        assert message in error.body["message"], error.body
        return error
    raise AssertionError("the call should have failed")


def upload(name, content=b"text", folder=FOLDER, **more):
    return client.files.upload(file=content, file_name=name, folder=folder, use_unique_file_name=False, **more)


def names(**options):
    return [asset.name for asset in client.assets.list(**options)]


def finished(answer):
    """The job of a folder, once it is over."""
    job = until(lambda: client.folders.job.get(answer.job_id), lambda job: job.status != "Pending")
    assert job.job_id == answer.job_id
    return job


def until(ask, enough):
    """The first answer that is enough: a delivery is counted, and a job done, a moment later."""
    end = time.monotonic() + 20
    while True:
        answer = ask()
        if enough(answer):
            return answer
        assert time.monotonic() < end, answer
        time.sleep(0.01)
