"""`kb serve`, `settings`, `doctor`, `llm`: what an operator types."""

from collections.abc import Mapping
from typing import Annotated

import typer

from kb_assistant.cli.context import (
    JsonOption,
    knowledge_base,
    loaded,
    print_json,
    print_table,
    warn,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(serve)
    app.command("settings")(show_settings)
    app.command()(doctor)
    llm = typer.Typer(help="The language model's server.", no_args_is_help=True)
    llm.callback()(_llm)
    llm.command("serve")(llm_serve)
    app.add_typer(llm, name="llm")


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address; else web.host.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; else web.port.")] = None,
) -> None:
    """Start the web app: the chat page and the HTTP API."""
    web = loaded(context).settings.web
    from kb_assistant.web.server import run

    with knowledge_base(context) as kb:
        run(kb, host=host or web.host, port=port or web.port, notify=warn)


def show_settings(context: typer.Context, as_json: JsonOption = False) -> None:
    """Print every setting, its value and where the value came from; secrets are masked."""
    from kb_assistant.settings import environment_name, known_keys

    found = loaded(context)
    values = {"home": str(found.settings.home)} | {
        key: _shown(found.settings.model_dump()[key.split(".")[0]][key.split(".")[1]])
        for key in known_keys()
    }
    if as_json:
        print_json(
            {
                key: {"value": value, "from": found.origins.get(key, "default")}
                for key, value in values.items()
            }
        )
        return
    print_table(
        ("setting", "value", "from", "environment variable"),
        (
            (key, _line(value), found.origins.get(key, "default"), environment_name(key))
            for key, value in values.items()
        ),
    )


def doctor(context: typer.Context, as_json: JsonOption = False) -> None:
    """Check the installation and the data folder, and say how to mend what is wrong."""
    from kb_assistant.doctor import examine

    checks = examine(loaded(context).settings)
    if as_json:
        print_json([{"check": c.name, "ok": c.ok, "detail": c.detail} for c in checks])
    else:
        print_table(
            ("", "check", "detail"), (("ok" if c.ok else "WRONG", c.name, c.detail) for c in checks)
        )
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def _llm() -> None:
    """Start a language model's server."""


def llm_serve(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="A model's name or folder, as vLLM takes it.")],
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[-- FLAGS]", help="Passed on to vLLM.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    name: Annotated[str, typer.Option(help="What to call the model; else its own name.")] = "",
    gpus: Annotated[int, typer.Option(min=1, help="GPUs to spread the model over.")] = 1,
    max_model_len: Annotated[
        int, typer.Option(min=0, help="Longest prompt and answer together, in tokens.")
    ] = 0,
) -> None:
    """Start vLLM with sensible flags, wait until it is healthy, and say which settings use it.

    The server asks for the key that llm.api_key holds, if it holds one.
    """
    from kb_assistant.llm_server import ServerOptions
    from kb_assistant.llm_server import serve as serve_model

    options = ServerOptions(
        name=name,
        api_key=loaded(context).settings.llm.api_key.get_secret_value(),
        context_tokens=max_model_len,
        gpus=gpus,
        more=tuple(more or ()),
    )
    serve_model(model, port=port, options=options)


def _line(value: object) -> str:
    """Return a value as it is typed: a table of single ones as "manuals=docling, other=layout"."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={each}" for name, each in value.items())
    return str(value)


def _shown(value: object) -> object:
    from pydantic import SecretStr

    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    return value
