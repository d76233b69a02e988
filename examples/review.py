#!/usr/bin/env python3
"""Reviews a document over Galley's API, with Python's standard library alone.

    python examples/review.py FILE [ADDRESS]

ADDRESS is http://127.0.0.1:8080 unless said. Where Galley asks for a token, set GALLEY_TOKEN.

It uploads the file, has every section reviewed in the background, follows that live (or with --poll by asking again
and again), accepts what comes with its own replacement, asks a question, and writes the accepted items to a file.
Exit code: 0, or 1 when something failed, which it says.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WAIT_SECONDS = 120  # Galley answers every request within 100 s, and ends a stream within 100 s


class Refused(Exception):
    """Galley answered with an error; the words say what to do."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code


class Galley:
    """A Galley at an address."""

    def __init__(self, address: str, token: str | None) -> None:
        self.address = address.rstrip("/")
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def open(self, method: str, path: str, data: bytes | None = None, **headers: str) -> Any:
        """The open answer. Raises Refused for an error."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, data, sent, method=method)
        try:
            return urllib.request.urlopen(request, timeout=WAIT_SECONDS)
        except urllib.error.HTTPError as error:
            with error:
                told = json.loads(error.read() or b"{}")
            raise Refused(error.code, told.get("code", ""), told.get("error", str(error))) from None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send JSON, get JSON."""
        data = None
        if body is not None:
            data, headers["Content_Type"] = json.dumps(body).encode(), "application/json"
        with self.open(method, path, data, **headers) as answer:
            return json.load(answer)

    def upload(self, file: Path) -> Any:
        """Send a file as a multipart form."""
        border = uuid.uuid4().hex
        name = file.name.replace('"', "'")
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        data = head.encode() + file.read_bytes() + f"\r\n--{border}--\r\n".encode()
        with self.open("POST", "/upload", data, Content_Type=f"multipart/form-data; boundary={border}") as answer:
            return json.load(answer)

    # -- following a task: two ways to the same events

    def events(self, task_id: str) -> Iterator[dict[str, Any]]:
        """What happens to a task, live. Where the stream ends early, it goes on from the last event."""
        last = "0"
        while True:
            headers = {"Accept": "text/event-stream", "Last_Event_ID": last}
            with self.open("GET", f"/jobs/{task_id}/events", **headers) as stream:
                for line in stream:
                    name, _, value = line.decode().rstrip("\r\n").partition(": ")
                    if name == "id":
                        last = value
                    elif name == "data":
                        event = json.loads(value)
                        yield event
                        if event["type"] == "end":
                            return
                if stream.status == 204:  # it has ended, and nothing was missed
                    return

    def polled(self, task_id: str) -> Iterator[dict[str, Any]]:
        """The same by asking for what is new, less and less often."""
        last, pause = 0, 0.2
        while True:
            for event in self.call("GET", f"/jobs/{task_id}/events?after={last}")["events"]:
                last, pause = event["number"], 0.2
                yield event
                if event["type"] == "end":
                    return
            time.sleep(pause)
            pause = min(pause * 1.5, 5.0)

    def follow(self, task_id: str, *, poll: bool) -> Any:
        """Print a task's progress till it has ended; its status. Raises Refused when it did not end well."""
        try:
            for event in self.polled(task_id) if poll else self.events(task_id):
                if event["type"] == "progress":
                    print(f"  {event['progress']:3} %  {event['message']}")
        except Refused as error:
            if error.code != "too_many_streams":
                raise
            return self.follow(task_id, poll=True)
        status = self.call("GET", f"/task_status/{task_id}")
        if not status["successful"]:
            raise Refused(200, status.get("code", ""), status.get("error", status["status"]))
        return status


def review(galley: Galley, file: Path, question: str, *, poll: bool) -> None:
    """From a file to a file."""
    session_id = galley.upload(file)["session_id"]
    print(f"Uploaded as review {session_id}")

    # A key of one's own makes it safe to send the request again when the answer was lost.
    headers = {"Prefer": "respond-async", "Idempotency_Key": str(uuid.uuid4())}
    task = galley.call("POST", "/analyze_document", {"session_id": session_id}, **headers)
    status = galley.follow(task["task_id"], poll=poll)
    items = status["result"]["result"]["feedback_items"]
    print(f"Found {len(items)} items")
    for warning in status.get("warnings", ()):
        print(f"  Not reviewed: {warning['section']}: {warning['message']}")

    sure = [item["id"] for item in items if item["replacement"] is not None]
    for at in range(0, len(sure), 1000):  # so many can be decided at once
        decision = {"items": sure[at : at + 1000], "decision": "accepted", "reason": "It has a replacement."}
        galley.call("POST", f"/sessions/{session_id}/decisions", decision)
    print(f"Accepted {len(sure)} that have a replacement")

    answer = galley.call("POST", "/chat", {"session_id": session_id, "message": question})
    if answer["async"]:  # a worker took it, or it takes longer than a request may
        answer = galley.follow(answer["task_id"], poll=poll)["result"]
    print(f"{question}\n{answer['response']}")

    written = Path(f"{file.stem}.accepted.md")
    with galley.open("GET", f"/sessions/{session_id}/export?format=md&which=accepted") as export:
        written.write_bytes(export.read())
    print(f"Written to {written}")


def main() -> int:
    """The program; its exit code."""
    parser = argparse.ArgumentParser(description="Reviews a document over Galley's API.")
    parser.add_argument("file", type=Path)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--poll", action="store_true", help="follow by asking again, not by a stream")
    parser.add_argument("--question", default="Who must be told of an incident?")
    given = parser.parse_args()
    try:
        review(Galley(given.address, os.environ.get("GALLEY_TOKEN")), given.file, given.question, poll=given.poll)
    except (Refused, OSError) as error:  # URLError is an OSError
        print(f"review.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
