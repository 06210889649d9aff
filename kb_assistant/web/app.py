"""Builds the web app: the HTTP interface with the chat page mounted at its root."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles

import kb_assistant
from kb_assistant.view import Viewer
from kb_assistant.web import api, failures
from kb_assistant.web.guard import Guard

if TYPE_CHECKING:
    from kb_assistant.wiring import KnowledgeBase

ASSETS = Path(__file__).parent / "assets"
SWAGGER = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

DESCRIPTION = """Ask your own documents, from a program.

Answers and passages name the file, the page and the boxes on it; coordinates are page points with
the origin at the top left. Errors come as `{"error": …, "message": …}` with a fitting status; the
message says what to do."""


def create_app(kb: "KnowledgeBase") -> FastAPI:
    """Return the app that serves one open knowledge base: API, OpenAPI page and chat page."""
    # Gradio asks its maker's server for news and counts visits unless told not to.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from kb_assistant.web.chat import mount_chat

    app = FastAPI(
        title="kb-assistant",
        version=kb_assistant.__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.kb = kb
    app.state.viewer = Viewer(kb.catalog, kb.files)
    failures.install(app)
    app.add_middleware(Guard)
    app.include_router(api.router)
    _add_pages(app)
    return mount_chat(app, kb)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.viewer.close()


def _add_pages(app: FastAPI) -> None:
    # FastAPI's own page loads its scripts from another host.
    swagger = files("fastapi_offline") / "static"

    def documentation() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="kb-assistant API",
            swagger_js_url="/page/swagger-ui-bundle.js",
            swagger_css_url="/page/swagger-ui.css",
            swagger_favicon_url="/page/icon.svg",
        )

    def swagger_file(name: str) -> FileResponse:
        return FileResponse(Path(str(swagger / name)), media_type=SWAGGER[name])

    app.add_api_route("/docs", documentation, include_in_schema=False)
    for name in SWAGGER:
        app.add_api_route(
            f"/page/{name}", lambda name=name: swagger_file(name), include_in_schema=False
        )
    app.mount("/page", StaticFiles(directory=ASSETS), name="page")
