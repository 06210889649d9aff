"""Starting vLLM as the server of generative answers: `kb llm serve MODEL`."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from kb_assistant.errors import ModelServerDown

_PATIENCE = 3600.0
"""Seconds until a start is given up: a large model may be downloaded first."""
_GRACE = 20.0
"""Seconds that a server gets to stop by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run vLLM; the zero values leave the choice to vLLM."""

    host: str = "127.0.0.1"
    port: int = 8000
    name: str = ""
    api_key: str = ""
    context_tokens: int = 0
    gpu_memory: float = 0.0
    gpus: int = 1
    more: tuple[str, ...] = ()


def command(executable: str, model: str, options: ServerOptions) -> list[str]:
    """Return the command line that starts vLLM for question answering.

    Questions share the rules and often the passages of a prompt, hence the prefix cache; chunked
    prefill keeps answers flowing while a long prompt is read in.
    """
    line = [executable, "serve", model, "--host", options.host, "--port", str(options.port)]
    line += ["--served-model-name", options.name or _served_name(model)]
    line += ["--enable-prefix-caching", "--enable-chunked-prefill"]
    optional = {
        "--max-model-len": options.context_tokens,
        "--gpu-memory-utilization": options.gpu_memory,
        "--tensor-parallel-size": options.gpus if options.gpus > 1 else 0,
    }
    line += [word for flag, value in optional.items() if value for word in (flag, str(value))]
    return [*line, *options.more]
