"""Events that a webhook of this process receives, taken apart by the SDK."""

import http.server
import queue
import threading

from sdk import FOLDER, client, finished

received = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        received.put((body, {name.lower(): value for name, value in self.headers.items()}))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def events_of_folders():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    webhook = client.accounts.webhooks.create(
        endpoint=f"http://127.0.0.1:{server.server_port}/",
        events=["folder.created", "folder.updated", "folder.deleted"],
    )
    try:
        next_event = lambda: take(webhook.secret)
        client.folders.create(folder_name="told", parent_folder_path=FOLDER)
        event = next_event()
        assert (event.type, event.data.folder_path) == ("folder.created", FOLDER + "/told")
        folder_id = event.data.folder_id
        finished(client.folders.rename(folder_path=FOLDER + "/told", new_folder_name="renamed"))
        event = next_event()
        assert (event.type, event.data.name, event.data.folder_id) == ("folder.updated", "renamed", folder_id)
        client.folders.delete(folder_path=FOLDER + "/renamed")
        event = next_event()
        assert (event.type, event.data.folder_id) == ("folder.deleted", folder_id)
    finally:
        client.accounts.webhooks.delete(webhook.id)
        server.shutdown()


def take(secret):
    body, headers = received.get(timeout=30)
    event = client.webhooks.unwrap(body, headers=headers, key=secret)
    assert type(event) is type(client.webhooks.unsafe_unwrap(body))
    assert type(event).__name__.startswith("Folder"), type(event)
    try:
        client.webhooks.unwrap(body.replace("folder", "Folder"), headers=headers, key=secret)
    except Exception as error:
        assert "No matching signature found" in str(error)
        return event
    raise AssertionError("a forged event was taken")


CHECKS = [events_of_folders]
