"""Writes the references that come out of the code: docs/settings.md and docs/cli.md.

Usage: generate.py [--check]     (--check writes nothing and fails when a file is not up to date)
"""

import sys
from pathlib import Path

import typer
from pydantic import BaseModel, SecretStr
from typer.core import TyperCommand, TyperGroup

from kb_assistant.cli.main import build
from kb_assistant.settings import Settings, environment_name

HERE = Path(__file__).parent
Command = TyperCommand | TyperGroup


def settings_reference() -> str:
    """Return a table of all settings, made from their definitions."""
    lines = [
        "# Settings",
        "",
        "In rising precedence: the default, `kb.toml` in the data folder (or `--config FILE`), the",
        "environment, `--set KEY=VALUE`. `KB_HOME` or `--home` names the data folder.",
        "`kb settings` prints the values in force and where each came from.",
    ]
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            continue
        lines += ["", f"## {section}", "", kind.__doc__ or "", ""]
        lines += ["| key | default | environment | meaning |", "|---|---|---|---|"]
        for name, entry in kind.model_fields.items():
            key = f"{section}.{name}"
            default = entry.default
            shown = "" if isinstance(default, SecretStr) else str(default)
            lines.append(
                f"| `{key}` | `{shown}` | `{environment_name(key)}` | {entry.description} |"
                if shown
                else f"| `{key}` | | `{environment_name(key)}` | {entry.description} |"
            )
    return "\n".join(lines) + "\n"


def command_reference() -> str:
    """Return the help of every command, as `--help` prints it."""
    root = typer.main.get_command(build(["eval", "tune"]))
    lines = ["# The `kb` command", "", "As `kb COMMAND --help` prints it.", ""]
    for words, command in _commands(root, ("kb",)):
        context = command.make_context(" ".join(words), [], resilient_parsing=True)
        context.terminal_width = context.max_content_width = 88
        lines += [f"## {' '.join(words)}", "", "```", command.get_help(context), "```", ""]
    return "\n".join(lines)


def _commands(command: Command, words: tuple[str, ...]) -> list[tuple[tuple[str, ...], Command]]:
    found = [(words, command)]
    for name, child in getattr(command, "commands", {}).items():
        found += _commands(child, (*words, name))
    return found


def main() -> None:
    """Write the files, or check them."""
    texts = {"settings.md": settings_reference(), "cli.md": command_reference()}
    for name, text in texts.items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/{name} is not up to date: run `make docs`")


if __name__ == "__main__":
    main()
