"""Claude over HTTP, by the official SDK with its own retries off.

`ask` gets an answer in an agreed form; `stream` gets prose as it is written, with citations. A reply that was paid
for is kept under the caller's scope, so a step that runs again does not pay again.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import hashlib
import json
import os
import queue
import time
from collections.abc import Callable
from typing import Any, TypeVar

import anthropic
import httpx2
from pydantic import BaseModel, ValidationError

from galley.claude.border import translated, wait_seconds
from galley.claude.loop import Loop
from galley.claude.prompt import Prompt
from galley.claude.reply import NOT_CLAUDE, Citation, Prose, check_finished, check_whole, cited_text, text_of
from galley.errors import Held, Incomplete, Refused, Throttled
from galley.jobs import Stop
from galley.limits import Limits
from galley.settings import Settings
from galley.store import Store
from galley.store.models import Job, Usage
from galley.store.models import Reply as Kept

Answer = TypeVar("Answer", bound=BaseModel)

CALL_SECONDS = 300.0  # the whole call
GAP_SECONDS = 120.0  # between two bytes
MAX_TOKENS = 8_000
TRY_SECONDS = 20.0  # for a key that somebody waits to see tried
_COALESCE_SECONDS = 0.3  # streamed words are handed on this often
_PROBE = Prompt(version="probe-1", system="Answer with: OK", content=[{"type": "text", "text": "OK?"}])


class Claude:
    """One key's door. Safe for threads; after a fork each process makes its own client."""

    def __init__(self, settings: Settings, store: Store, limits: Limits, key: str, loop: Loop) -> None:
        """`loop` runs the calls; it may be shared, and stays when this door is retired."""
        self.model = settings.claude_model
        self._base_url = settings.anthropic_base_url
        self._api_key = key
        self._store = store
        self._limits = limits
        self._loop = loop
        self._client: anthropic.AsyncAnthropic | None = None
        self._pid = 0
        self._calls, self._retired = 0, False  # touched in the loop's thread only

    def ask(self, job: Job, stop: Stop, prompt: Prompt, schema: type[Answer]) -> tuple[Answer, str | None]:
        """One answer in the form of `schema`, and its request id.

        Raises Held when a limit asks to wait, Incomplete when the answer was cut short or not in the form.
        """
        key = self._key(prompt, schema.__name__)
        if kept := self._store.ledger.reply(job.tenant, job.id, key):
            return schema.model_validate_json(kept["text"]), kept["request_id"]
        # A cut-off answer is not asked for again identically: each further try may be twice as long.
        room = MAX_TOKENS * 2 ** min(job.attempts, 3)
        form = {"type": "json_schema", "schema": anthropic.transform_schema(schema)}
        request = self._request(prompt, room) | {"output_config": {"format": form}}
        message = self._call(job, stop, self._create(request))
        text = text_of(message)
        try:
            answer = schema.model_validate_json(text)
        except ValidationError:
            raise Incomplete(code="bad_form", request_id=message._request_id) from None
        self._keep(job, key, {"text": text, "request_id": message._request_id})
        return answer, message._request_id

    def stream(self, job: Job, stop: Stop, prompt: Prompt, on_text: Callable[[str], None]) -> Prose:
        """Prose with citations; `on_text` gets the new words a few times a second, in the calling thread."""
        key = self._key(prompt, "prose")
        if kept := self._store.ledger.reply(job.tenant, job.id, key):
            return Prose(kept["text"], tuple(Citation(*c) for c in kept["citations"]), self.model, kept["request_id"])
        words: queue.SimpleQueue[str] = queue.SimpleQueue()
        message = self._call(job, stop, self._streamed(self._request(prompt, MAX_TOKENS), words), words, on_text)
        text, citations = cited_text(message)
        request_id = message._request_id
        said = {"text": text, "citations": [(c.document, c.start, c.end, c.marks) for c in citations]}
        said["request_id"] = request_id
        self._keep(job, key, said)
        return Prose(text, citations, self.model, request_id)

    def probe(self, job: Job, stop: Stop) -> str | None:
        """Make the smallest real call. Returns its request id; raises like `ask`."""
        self._take(job)
        work = self._create(self._request(_PROBE, 1024))
        request_id: str | None = self._loop.run(self._guarded(work, job), stop)._request_id
        return request_id

    def try_key(self, tenant: str) -> None:
        """Make the smallest real call for nobody's job. A limit that it meets is this key's, and closes no door."""
        self._limits.take("test", "local")

        async def tried() -> None:
            message, _ = await self._made(self._create(self._request(_PROBE, 1024)), TRY_SECONDS)
            check_whole(message)
            await asyncio.to_thread(self._bill, tenant, None, message)

        self._loop.run(tried(), Stop())

    def retire(self) -> concurrent.futures.Future[None] | None:
        """Close the connections as soon as the last call has ended; the loop goes on. None where there are none."""
        self._retired = True
        if self._client is None or self._pid != os.getpid():
            return None
        return self._loop.submit(self._leave())

    # -- one attempt

    def _call(
        self,
        job: Job,
        stop: Stop,
        work: Any,
        words: queue.SimpleQueue[str] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Any:
        try:
            self._take(job)
        except BaseException:
            work.close()
            raise
        guarded = self._guarded(work, job)
        if words is None or on_text is None:
            message = self._loop.run(guarded, stop)
        else:
            message = self._listen(guarded, stop, words, on_text)
        check_finished(message)
        return message

    def _take(self, job: Job) -> None:
        self._limits.take(job.queue, job.way)

    async def _guarded(self, work: Any, job: Job) -> Any:
        """Await the call under its deadline, note the bill, close the door when the service says so."""
        try:
            message, headers = await self._made(work, CALL_SECONDS)
        except Throttled as error:
            until = time.time() + (error.wait_seconds or 1.0)
            await asyncio.to_thread(self._limits.close, until)
            raise Held(until) from error
        check_whole(message)
        await asyncio.to_thread(self._bill, job.tenant, job.id, message)
        if (wait := wait_seconds(headers)) is not None:
            await asyncio.to_thread(self._limits.close, time.time() + wait)
        return message

    async def _made(self, work: Any, seconds: float) -> tuple[Any, httpx2.Headers]:
        self._calls += 1
        try:
            with translated():
                async with asyncio.timeout(seconds):
                    made: tuple[Any, httpx2.Headers] = await work
                    return made
        finally:
            self._calls -= 1
            await self._leave()

    async def _leave(self) -> None:
        if self._retired and not self._calls and self._client is not None:
            client, self._client = self._client, None
            await client.close()

    async def _create(self, request: dict[str, Any]) -> tuple[Any, httpx2.Headers]:
        raw = await self._open().messages.with_raw_response.create(**request)
        return await raw.parse(), raw.headers

    async def _streamed(self, request: dict[str, Any], words: queue.SimpleQueue[str]) -> tuple[Any, httpx2.Headers]:
        async with self._open().messages.stream(**request) as stream:
            if not stream.response.headers.get("content-type", "").startswith("text/event-stream"):
                raise Incomplete(NOT_CLAUDE, code="garbled")
            async for event in stream:
                if event.type == "text":
                    words.put(event.text)
            message = await stream.get_final_message()
            message._request_id = stream.request_id
            return message, stream.response.headers

    def _listen(self, work: Any, stop: Stop, words: queue.SimpleQueue[str], on_text: Callable[[str], None]) -> Any:
        future = self._loop.submit(work)
        forget = stop.on_stop(future.cancel)
        try:
            while not future.done():
                time.sleep(_COALESCE_SECONDS if words.empty() else _COALESCE_SECONDS / 3)
                if stop.reason:
                    future.cancel()
                    stop.check()
                if said := _drained(words):
                    on_text(said)
            if not future.cancelled() and not future.exception() and (said := _drained(words)):
                on_text(said)
        except BaseException:
            future.cancel()
            raise
        finally:
            forget()
        stop.check()
        return future.result()

    def _open(self) -> anthropic.AsyncAnthropic:
        """This process's client, made in the loop's thread at its first call."""
        if self._client is None or self._pid != os.getpid():
            if not (self._api_key.isascii() and self._api_key.isprintable()):
                raise Refused("The API key holds letters that no key has. Check ANTHROPIC_API_KEY.", code="bad_key")
            limits = httpx2.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=60)
            self._client = anthropic.AsyncAnthropic(
                api_key=self._api_key,
                base_url=self._base_url or None,
                max_retries=0,
                timeout=httpx2.Timeout(GAP_SECONDS, connect=5.0),
                http_client=anthropic.DefaultAsyncHttpxClient(limits=limits),
            )
            self._pid = os.getpid()
        return self._client

    # -- what goes out and what is kept

    def _request(self, prompt: Prompt, max_tokens: int) -> dict[str, Any]:
        user = {"role": "user", "content": prompt.content}
        return {"model": self.model, "max_tokens": max_tokens, "system": prompt.system, "messages": [user]}

    def _key(self, prompt: Prompt, form: str) -> str:
        parts = [self.model, prompt.version, form, prompt.system, prompt.content]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _keep(self, job: Job, key: str, value: dict[str, Any]) -> None:
        kept = Kept(tenant=job.tenant, scope=job.id, key=key, value=value, created_at=time.time())
        self._store.ledger.keep(kept)

    def _bill(self, tenant: str, job_id: str | None, message: Any) -> None:
        usage = message.usage
        self._store.ledger.spent(
            Usage(
                tenant=tenant,
                job_id=job_id,
                model=self.model,
                request_id=message._request_id,
                input_tokens=usage.input_tokens,
                cache_write_tokens=usage.cache_creation_input_tokens or 0,
                cache_read_tokens=usage.cache_read_input_tokens or 0,
                output_tokens=usage.output_tokens,
            )
        )


def _drained(words: queue.SimpleQueue[str]) -> str:
    said = []
    while not words.empty():
        said.append(words.get())
    return "".join(said)
