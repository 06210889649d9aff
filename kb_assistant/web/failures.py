"""Turns errors into replies: a fitting status and JSON that names the error, never a trace."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from indexes.errors import (
    CatalogError,
    IndexLocked,
    ModelMismatch,
    ModelUnavailable,
    UnknownDocument,
)
from ingest.errors import KnowledgeBaseError
from kb_assistant.errors import (
    InvalidQuestion,
    ModelError,
    ModelServerStalled,
    NothingKept,
    QuestionTooLong,
)
from kb_assistant.picture import PageUnavailable
from kb_assistant.web.bodies import ErrorBody

log = logging.getLogger(__name__)

STATUSES: dict[type[KnowledgeBaseError], int] = {
    QuestionTooLong: 413,
    InvalidQuestion: 400,
    NothingKept: 409,
    UnknownDocument: 404,
    PageUnavailable: 404,
    ModelServerStalled: 504,
    ModelError: 502,
    IndexLocked: 503,
    ModelUnavailable: 503,
    ModelMismatch: 503,
    CatalogError: 503,
}


def install(app: FastAPI) -> None:
    """Make the app answer every error in the same way."""
    app.exception_handler(KnowledgeBaseError)(_ours)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)


def status_of(error: KnowledgeBaseError) -> int:
    """Return the HTTP status that fits an error of ours."""
    return next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 500)


def error_body(error: KnowledgeBaseError) -> ErrorBody:
    """Return the JSON that names the error."""
    return ErrorBody(error=type(error).__name__, message=str(error))


def _ours(request: Request, error: KnowledgeBaseError) -> JSONResponse:
    return _reply(status_of(error), error_body(error))


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    problems = (
        f"{'.'.join(str(part) for part in problem['loc'][1:]) or 'body'}: {problem['msg']}"
        for problem in error.errors()[:5]
    )
    return _reply(422, ErrorBody(error="InvalidRequest", message="; ".join(problems)))


def _http(request: Request, error: HTTPException) -> JSONResponse:
    names = {404: "NotFound", 405: "MethodNotAllowed", 413: "RequestTooLarge"}
    name = names.get(error.status_code, "HTTPError")
    return _reply(error.status_code, ErrorBody(error=name, message=str(error.detail)))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    message = "something went wrong on our side; the server's log says what"
    return _reply(500, ErrorBody(error="InternalError", message=message))


def _reply(status: int, body: ErrorBody) -> JSONResponse:
    return JSONResponse(body.model_dump(), status_code=status)
