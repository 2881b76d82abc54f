"""Custom metadata fields, saved extensions, named transformations, origins, URL endpoints, usage, webhooks."""

import datetime
import urllib.request

from imagekitio import BadRequestError, NotFoundError
from media import PIXEL
from sdk import URL_ENDPOINT, client, refused, until, upload


def custom_metadata_fields():
    fields = client.custom_metadata_fields
    field = fields.create(name="price", label="Price", description="In euros",
                          schema={"type": "Number", "min_value": 1, "max_value": 10})
    assert (field.name, field.label, field.description) == ("price", "Price", "In euros")
    assert (field.schema_.type, field.schema_.max_value) == ("Number", 10)
    file_id = upload("priced.txt", custom_metadata={"price": 7}).file_id
    assert client.files.get(file_id).custom_metadata == {"price": 7}
    assert client.files.update(file_id, custom_metadata={"price": 8}).custom_metadata == {"price": 8}
    error = refused(BadRequestError, "Invalid custom metadata.", client.files.update, file_id,
                    custom_metadata={"price": 11})
    assert "price" in error.body["errors"]
    changed = fields.update(field.id, label="Cost", schema={"max_value": 20}, description="")
    assert (changed.label, changed.schema_.max_value, changed.description) == ("Cost", 20, None)
    assert field.id in [one.id for one in fields.list()]
    assert fields.delete(field.id) is None
    assert field.id not in [one.id for one in fields.list()]
    assert field.id in [one.id for one in fields.list(include_deleted=True)]


def saved_extensions():
    config = {"name": "ai-tasks", "tasks": [{"type": "select_tags", "instruction": "Which?", "vocabulary": ["a"]}]}
    saved = client.saved_extensions.create(name="Tags", description="of all", config=config)
    assert (saved.name, saved.description, saved.config.name) == ("Tags", "of all", "ai-tasks")
    assert client.saved_extensions.get(saved.id) == saved
    assert saved in client.saved_extensions.list()
    changed = client.saved_extensions.update(saved.id, config={"name": "remove-bg", "options": {"bg_color": "red"}})
    assert (changed.name, changed.config.options.bg_color) == ("Tags", "red")
    assert client.saved_extensions.delete(saved.id) is None
    refused(NotFoundError, "The requested saved extension does not exist.", client.saved_extensions.get, saved.id)


def named_transformations():
    named = client.named_transformations.create(name="tiny", transformation="tr:w-3,h-2,c-force")
    assert (named.name, named.enabled) == ("tiny", True)
    assert client.named_transformations.get(named.id) == named
    assert named in client.named_transformations.list()
    url = URL_ENDPOINT + "/tr:n-tiny" + upload("named.png", PIXEL).file_path
    assert client.files.metadata.get_from_url(url=url).width == 3
    changed = client.named_transformations.update(named.id, transformation="w-4,h-2,c-force")
    assert (changed.id, changed.transformation) == (named.id, "w-4,h-2,c-force")
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["content-type"] == "image/png"
    assert client.named_transformations.delete(named.id) is None
    refused(NotFoundError, "The requested named transformation does not exist.",
            client.named_transformations.get, named.id)


def origins_and_url_endpoints():
    origins, endpoints = client.accounts.origins, client.accounts.url_endpoints
    secret = "python-secret"
    origin = origins.create(type="S3", name="Bucket", bucket="b", access_key=secret, secret_key=secret)
    assert (origin.type, origin.bucket, origin.use_iam_role) == ("S3", "b", False)
    assert secret not in str(origins.with_raw_response.get(origin.id).text())
    assert origin in origins.list()
    folder = origins.update(origin.id, type="WEB_FOLDER", name="Web", base_url="https://images.example.com/a")
    assert (folder.id, folder.type, folder.base_url) == (origin.id, "WEB_FOLDER", "https://images.example.com/a")

    endpoint = endpoints.create(description="Products", url_prefix="products", origins=[origin.id],
                                url_rewriter={"type": "CLOUDINARY"})
    assert (endpoint.url_prefix, endpoint.origins) == ("products", [origin.id])
    assert endpoint.url_rewriter.type == "CLOUDINARY"
    assert endpoints.get(endpoint.id) == endpoint
    assert endpoint in endpoints.list() and endpoints.list()[0].id == "default"
    changed = endpoints.update(endpoint.id, description="Other", url_prefix="others")
    assert (changed.description, changed.origins) == ("Other", [])
    assert endpoints.delete(endpoint.id) is None
    assert origins.delete(origin.id) is None
    refused(NotFoundError, "Origin not found.", origins.get, origin.id)
    refused(NotFoundError, "URL-endpoint not found.", endpoints.get, endpoint.id)


def usage():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    day = datetime.timedelta(days=1)
    url = upload("used.txt", b"u" * 1000).url
    with urllib.request.urlopen(url) as answer:
        answer.read()
    totals = until(lambda: client.accounts.usage.get(start_date=today - day, end_date=today + day),
                   lambda totals: totals.bandwidth_bytes >= 1000)
    assert totals.media_library_storage_bytes >= 1000, totals
    told = client.accounts.usage_analytics.get(start_date=today - day, end_date=(today + day).isoformat())
    assert told.request_count >= 1 and told.start_date == today - day
    assert url in [entry.name for entry in told.top_other_assets.by_requests]
    assert "200" in [entry.name for entry in told.status_codes]
    refused(BadRequestError, "startDate should be before endDate.", client.accounts.usage.get,
            start_date=today, end_date=today - day)


def webhooks():
    webhook = client.accounts.webhooks.create(endpoint="https://app.example.com/python", enabled=False,
                                              events=["file.created", "folder.updated"])
    assert webhook.secret.startswith("whsec_") and webhook.enabled is False
    assert client.accounts.webhooks.get(webhook.id) == webhook
    assert webhook in client.accounts.webhooks.list()
    changed = client.accounts.webhooks.update(webhook.id, events=["file.deleted"])
    assert (changed.events, changed.endpoint, changed.secret) == (["file.deleted"], webhook.endpoint, webhook.secret)
    assert client.accounts.webhooks.delete(webhook.id) is None
    refused(NotFoundError, "The requested webhook does not exist.", client.accounts.webhooks.get, webhook.id)


def dummy():
    """A call that is there for the SDK's own tests."""
    assert client.dummy.create(transformation={"width": 1}) is None


CHECKS = [
    custom_metadata_fields, saved_extensions, named_transformations, origins_and_url_endpoints, usage, webhooks, dummy,
]
