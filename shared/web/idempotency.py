"""A command sent twice happens once: the second one gets the first one's answer.

The browser or program sends a key with every unsafe request. The answer is kept under it in the
same transaction as the change, with a hash of the request, for 48 hours (``shared.indexes``).
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec

from flask import make_response, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from shared import clock, ids, store
from shared.access import current_principal
from shared.errors import DomainError
from shared.tenancy import platform_collection
from shared.web.errors import for_program
from shared.web.languages import lazy_

COLLECTION = "idempotency_keys"
HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 100
# What a view carries that takes a key; ``documentation`` says so to programs.
MARK = "takes_key"
DESCRIPTION = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "Any text of your own, new for each command; repeat it to repeat the command.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
P = ParamSpec("P")
_KEPT_HEADERS = ("Content-Type", "Location", "Vary", "HX-Redirect", "HX-Location", "ETag")


class KeyReused(DomainError):
    """A program sent another request under a key that was used. HTTP 422."""

    status = 422


class _NotKept(Exception):
    """Carries an answer that is an error out of the transaction, which then changes nothing."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def idempotent(view: Callable[P, Any]) -> Callable[P, Response]:
    """Run an unsafe view in one transaction, at most once per key.

    Same key and body: the kept answer. Other body: 422 for a program; a form is a new command, for
    somebody who goes back and changes an answer is right to do so. Errors keep nothing. The view
    may run more than once before it commits, also for a command that is done already (that run is
    undone), and must not set cookies.
    """

    @wraps(view)
    def answer_once(*args: P.args, **kwargs: P.kwargs) -> Response:
        def run() -> Response:
            return make_response(view(*args, **kwargs))

        return _answer_once(run)

    setattr(answer_once, MARK, True)
    return answer_once


def _answer_once(run: Callable[[], Response]) -> Response:
    key = _key()
    try:
        if key is None:
            return store.atomic(_without_errors)(run)
        if request.files:  # to take in a whole file again would be dear
            return store.atomic(_kept_or_run)(key, run)
        return _run_or_kept(key, run)
    except _NotKept as error:
        return error.answer


def _run_or_kept(key: str, run: Callable[[], Response]) -> Response:
    """Nearly every key is new: run at once, and look for a kept answer only when that fails.

    A key that was used fails the insert of its row, and so undoes the run. A run that failed
    earlier may have done so because the same command has happened: the kept answer counts then.
    """
    try:
        return store.atomic(_run_and_keep)(key, run)
    except Exception as error:
        if store.is_unreachable(error) or not _is_used(key):
            raise
    return store.atomic(_kept_or_run)(key, run)


def _is_used(key: str) -> bool:
    return platform_collection(COLLECTION).find_one({"_id": _row_id(key)}, {"_id": 1}) is not None


def _run_and_keep(key: str, run: Callable[[], Response]) -> Response:
    request_hash = _request_hash()
    answer = _without_errors(run)
    store.insert_at_commit(COLLECTION, _row(_row_id(key), request_hash, answer))
    return answer


def _kept_or_run(key: str, run: Callable[[], Response]) -> Response:
    kept_answers = platform_collection(COLLECTION)
    row_id, request_hash = _row_id(key), _request_hash()
    kept = kept_answers.find_one({"_id": row_id})
    if kept is not None:
        if kept["request_hash"] == request_hash:
            return _replay(kept)
        if for_program():
            raise KeyReused(
                "idempotency-key-reused", lazy_("This key was used for another request.")
            )
        kept_answers.delete_one({"_id": row_id})
    return _run_and_keep(key, run)


def _without_errors(run: Callable[[], Response]) -> Response:
    answer = run()
    if answer.status_code >= 400:
        raise _NotKept(answer)
    return answer


def _key() -> str | None:
    """The key that came with the request. A form without one runs unguarded, a program is told."""
    key = request.headers.get(HEADER) or request.form.get(FIELD)
    if key and len(key) > LONGEST_KEY:
        raise BadRequest
    if not key and for_program():
        raise DomainError(
            "idempotency-key-missing", lazy_("Send an Idempotency-Key header with every change.")
        )
    return key or None


def _row_id(key: str) -> str:
    """Whose key for which route: another principal's same key is another key."""
    principal = current_principal()
    who = (principal.account_id, principal.sid) if principal else ("anonymous",)
    return ids.derived_id(key, request.method, request.path, *who)


def _request_hash() -> str:
    digest = hashlib.sha256()
    for part in _request_parts():
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _request_parts() -> Iterator[bytes]:
    yield request.query_string
    if request.form or request.files:
        for name, value in sorted(request.form.items(multi=True)):
            if name != FIELD:
                yield from (name.encode(), value.encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
            yield from (name.encode(), (file.filename or "").encode())
            yield hashlib.file_digest(file.stream, "sha256").digest()  # type: ignore[arg-type]
            file.stream.seek(0)
    else:
        yield request.get_data()


def _row(row_id: str, request_hash: str, answer: Response) -> dict[str, Any]:
    if "Set-Cookie" in answer.headers:
        raise RuntimeError(
            "an idempotent view must not set cookies: they would be kept with its answer"
        )
    return {
        "_id": row_id,
        "request_hash": request_hash,
        "status": answer.status_code,
        "headers": {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers},
        "body": answer.get_data(),
        "at": clock.now(),
    }


def _replay(kept: dict[str, Any]) -> Response:
    answer = Response(bytes(kept["body"]), kept["status"], kept["headers"])
    answer.headers[REPLAYED] = "true"
    return answer
