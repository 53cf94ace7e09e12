"""Calling a service politely and safely: known hosts only, limits on time and size, waiting when asked to, and clear refusals."""

from __future__ import annotations

import io
import json
import random
import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO, Self, TypeVar
from zoneinfo import ZoneInfo

import httpx
import stamina

from matcher.errors import SourceError
from matcher.sources.addresses import GuardedTransport

_MB = 1024 * 1024
_PIECE = 256 * 1024
_REDIRECTS = 5
_BUSY = frozenset({429, 500, 502, 503, 504})
_BROKEN_TRIES = 3
"""Half an answer is often a broken connection, but one that stays broken is not worth a long wait."""
_EXCERPT = 4096
_T = TypeVar("_T")
Params = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long and how much. Seconds and bytes; bytes are counted after unpacking."""

    connect_seconds: float = 10
    read_seconds: float = 60
    """Between two pieces of an answer."""
    answer_seconds: float = 900
    """For an answer as a whole."""
    body_bytes: int = 64 * _MB
    file_bytes: int = 2048 * _MB
    """Of what `download` writes to disk."""
    attempts: int = 5
    backoff_seconds: float = 2
    """Before the second attempt; doubled before each further one."""
    backoff_max_seconds: float = 60
    retry_after_seconds: float = 300
    """The longest wait that a service may ask for; above it, reading stops and says when to come back."""
    pause_seconds: float = 0.5
    """Between two requests to one host."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a server calls the version of an answer; handed back to it, it says whether there is a newer one."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `content` is empty where it is not modified or was written to a file."""

    status: int
    content: bytes
    content_type: str
    freshness: Freshness

    @property
    def not_modified(self) -> bool:
        """Whether nothing changed since the `Freshness` that was given along."""
        return self.status == httpx.codes.NOT_MODIFIED


class RefusedError(SourceError):
    """Raised if a service answers that it will not do what was asked: a status of 4xx that waiting does not mend. `body`: the start of its answer."""

    def __init__(self, host: str, status: int, body: bytes) -> None:
        super().__init__("source_refused", host=host, status=status)
        self.status = status
        self.body = body


class _AgainError(Exception):
    """Raised if trying again may help: at most `tries` times in all, after `pause` seconds where the service named a time."""

    def __init__(self, refusal: SourceError, *, tries: int | None = None, pause: float | None = None) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.tries = tries
        self.pause = pause


class Fetch:
    """A client for one or more hosts; a context manager.

    `hosts`: the only ones that are called, redirects included. `contact`: a mail or web address at which the service can reach whoever runs this.
    `wait`: does all the waiting, so that a scheduler that stops can end it by raising. Every failure is a SourceError.
    """

    def __init__(
        self,
        hosts: frozenset[str],
        *,
        contact: str = "",
        limits: FetchLimits | None = None,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._limits = limits or FetchLimits()
        self.wait = wait
        self._now = now
        self._called: dict[str, float] = {}
        contact = " ".join(contact.encode("ascii", "ignore").decode().split())
        self._client = httpx.Client(
            transport=GuardedTransport(self._hosts),
            timeout=httpx.Timeout(self._limits.read_seconds, connect=self._limits.connect_seconds),
            headers={
                "User-Agent": f"wijkmatch/{metadata.version('wijkmatch')}" + (f" (+{contact})" if contact else ""),
                "Accept-Encoding": "gzip",  # the one that `_unpacked` unpacks within bounds
            },
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, url: str, params: Params | None = None, *, since: Freshness | None = None, accept: str = "*/*") -> Fetched:
        """Return what stands at an address; with `since` only if it is newer (`Fetched.not_modified` else)."""

        def once() -> Fetched:
            body = io.BytesIO()
            fetched = self._exchange(self._request("GET", url, params, {"Accept": accept, **_conditions(since)}), body, self._limits.body_bytes)
            return replace(fetched, content=body.getvalue())

        return self._retried(once)

    def get_json(self, url: str, params: Params | None = None) -> dict[str, Any]:
        """Return the JSON object that stands at an address."""
        return self._retried(lambda: self._object(self._request("GET", url, params, {"Accept": "application/json"})))

    def post_json(self, url: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Send a JSON object and return the one that comes back. Only for questions: it is sent again where the answer fails."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return self._retried(lambda: self._object(self._request("POST", url, None, headers, json.dumps(body).encode())))

    def download(self, url: str, path: Path, *, since: Freshness | None = None) -> Fetched:
        """Write what stands at an address to `path`, which appears (or is replaced) only once all of it has come."""
        part = path.with_name(f"{path.name}.part")

        def once() -> Fetched:
            with part.open("wb") as stream:
                return self._exchange(self._request("GET", url, None, _conditions(since)), stream, self._limits.file_bytes)

        try:
            fetched = self._retried(once)
            if not fetched.not_modified:
                part.replace(path)
        except OSError as error:
            raise SourceError("download_not_stored", path=path.name) from error
        finally:
            part.unlink(missing_ok=True)
        return fetched

    def _request(self, method: str, url: str, params: Params | None, headers: Mapping[str, str], content: bytes | None = None) -> httpx.Request:
        try:
            return self._client.build_request(method, url, params=dict(params) if params else None, headers=headers, content=content)
        except httpx.InvalidURL as error:
            raise SourceError("source_no_address") from error

    def _retried(self, once: Callable[[], _T]) -> _T:
        """Do it, and again while that may help. The waiting is done here, by `wait`: stamina is told to wait no time at all."""
        limits = self._limits
        pause = 0.0
        for attempt in stamina.retry_context(
            on=lambda error: 0.0 if isinstance(error, _AgainError) else False,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.backoff_seconds,
            wait_max=limits.backoff_max_seconds,
            wait_jitter=0,
        ):
            if pause:
                self.wait(pause)
            with attempt:
                try:
                    return once()
                except _AgainError as again:
                    if attempt.num >= min(again.tries or limits.attempts, limits.attempts):
                        raise again.refusal from again
                    pause = attempt.next_wait * random.uniform(1, 1.25) if again.pause is None else again.pause
                    raise
        raise AssertionError("stamina ended without a result")

    def _object(self, request: httpx.Request) -> dict[str, Any]:
        body = io.BytesIO()
        self._exchange(request, body, self._limits.body_bytes)
        content = body.getvalue()
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            code = "source_is_page" if content.lstrip()[:1] == b"<" else "source_broken"
            raise _AgainError(SourceError(code, host=request.url.host), tries=_BROKEN_TRIES) from error
        if not isinstance(value, dict):
            raise SourceError("source_other_shape", host=request.url.host)
        return value

    def _exchange(self, request: httpx.Request, sink: BinaryIO, limit: int) -> Fetched:
        """Send a request once, follow where it leads within the known hosts, and write the answer to `sink`."""
        for _ in range(_REDIRECTS + 1):
            self._check(request.url)
            self._pause(request.url.host)
            with self._answer(request) as response:
                following = response.next_request
                if following is None:
                    return self._receive(response, sink, limit)
            _check_redirect(request, following, self._hosts)
            request = following
        raise SourceError("source_redirects", host=request.url.host)

    def _check(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or not url.host:
            raise SourceError("source_no_address")
        if url.host not in self._hosts:
            raise SourceError("source_host_unknown", host=url.host)

    def _pause(self, host: str) -> None:
        if host in self._called:
            early = self._limits.pause_seconds - (time.monotonic() - self._called[host])
            if early > 0:
                self.wait(early)
        self._called[host] = time.monotonic()

    @contextmanager
    def _answer(self, request: httpx.Request) -> Iterator[httpx.Response]:
        host = request.url.host
        try:
            response = self._client.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise _AgainError(SourceError("source_timeout", host=host, seconds=f"{self._limits.read_seconds:g}")) from error
        except httpx.TransportError as error:
            raise _AgainError(SourceError("source_unreachable", host=host)) from error

    def _receive(self, response: httpx.Response, sink: BinaryIO, limit: int) -> Fetched:
        status, host = response.status_code, response.url.host
        if status in _BUSY:
            raise self._busy(response)
        if status == httpx.codes.FORBIDDEN:
            raise SourceError("source_forbidden", host=host)
        freshness = Freshness(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        if not response.is_success and status != httpx.codes.NOT_MODIFIED:
            body = io.BytesIO()
            for piece in self._pieces(response, limit):
                body.write(piece)
                if body.tell() >= _EXCERPT:
                    break
            raise RefusedError(host, status, body.getvalue()[:_EXCERPT])
        for piece in self._pieces(response, limit):
            sink.write(piece)
        return Fetched(status, b"", response.headers.get("Content-Type", ""), freshness)

    def _busy(self, response: httpx.Response) -> Exception:
        """What to raise for a status that asks for another try: at once, after a time, or not any more today."""
        status, host = response.status_code, response.url.host
        seconds = self._retry_after(response.headers.get("Retry-After", ""))
        if seconds is not None and seconds > self._limits.retry_after_seconds:
            when = datetime.fromtimestamp(self._now().timestamp() + seconds, ZoneInfo("Europe/Amsterdam"))
            return SourceError("source_busy_until", host=host, status=status, seconds=round(seconds), when=f"{when:%d-%m-%Y %H:%M}")
        code = "source_busy" if status == httpx.codes.TOO_MANY_REQUESTS else "source_failed"
        return _AgainError(SourceError(code, host=host, status=status), pause=seconds)

    def _retry_after(self, header: str) -> float | None:
        """Seconds from a Retry-After header (RFC 9110, 10.2.3: seconds or a date); None if it says neither."""
        if re.fullmatch(r"[0-9]{1,9}", header.strip()):
            return float(header)
        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            return None
        return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - self._now()).total_seconds())

    def _pieces(self, response: httpx.Response, limit: int) -> Iterator[bytes]:
        """The unpacked body in pieces. Raised if it, or what came over the line, grows past `limit`, or if it takes too long: SourceError."""
        host = response.url.host
        began = time.monotonic()
        came = size = 0

        def raw() -> Iterator[bytes]:
            nonlocal came
            for chunk in response.iter_raw():
                came += len(chunk)
                if came > limit:
                    raise SourceError("source_too_large", host=host, megabytes=max(1, limit // _MB))
                if time.monotonic() - began > self._limits.answer_seconds:
                    raise SourceError("source_too_slow", host=host, seconds=f"{self._limits.answer_seconds:g}")
                yield chunk

        encoding = response.headers.get("Content-Encoding", "identity").strip().casefold()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise SourceError("source_other_shape", host=host)
        for piece in _unpacked(raw(), host) if "gzip" in encoding else raw():
            size += len(piece)
            if size > limit:
                raise SourceError("source_too_large", host=host, megabytes=max(1, limit // _MB))
            yield piece


def _unpacked(chunks: Iterator[bytes], host: str) -> Iterator[bytes]:
    """Unpack gzip in pieces of a bounded size: a small chunk can hold a thousand times its own."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    broken = _AgainError(SourceError("source_broken", host=host), tries=_BROKEN_TRIES)
    for chunk in chunks:
        left = chunk
        while left:
            try:
                yield unpacking.decompress(left, _PIECE)
            except zlib.error as error:
                raise broken from error
            left = unpacking.unconsumed_tail
    yield unpacking.flush()
    if not unpacking.eof:
        raise broken


def _check_redirect(request: httpx.Request, following: httpx.Request, hosts: frozenset[str]) -> None:
    """Raised if a redirect leads to another host than the known ones, to a file, or out of https; or if it would lose a question: SourceError."""
    target = following.url
    downgraded = request.url.scheme == "https" and target.scheme != "https"
    if target.scheme not in ("http", "https") or target.host not in hosts or downgraded or following.method != request.method:
        raise SourceError("source_redirect_refused", host=request.url.host, target=f"{target.scheme}://{target.host}")


def _conditions(since: Freshness | None) -> dict[str, str]:
    headers = {"If-None-Match": since.etag, "If-Modified-Since": since.last_modified} if since else {}
    return {name: value for name, value in headers.items() if value}
