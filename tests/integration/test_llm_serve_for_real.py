"""`kb llm serve` starts a real vLLM, and `kb ask` answers through it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fixtures import refuse_without_vllm
from tests.servers.vllm_server import free_port, surroundings, tiny_model

pytestmark = [pytest.mark.vllm, pytest.mark.xdist_group("vllm")]
KB = str(Path(sys.executable).parent / "kb")
SMALL = ("--", "--dtype", "float32", "--enforce-eager", "--block-size", "32")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    refuse_without_vllm()
    return surroundings() | {"KB_HOME": str(tmp_path / "home"), "KB_LLM_API_KEY": "secret"}


@pytest.fixture
def settings(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Serve the tiny model; yield the settings that the command prints once it is healthy."""
    options = ("--port", str(free_port()), "--name", "tiny", "--max-model-len", "8192")
    process = subprocess.Popen(
        [KB, "llm", "serve", str(tiny_model()), *options, *SMALL],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(2)]
    yield dict(line.split("=", 1) for line in lines)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def test_the_settings_it_prints_lead_to_answers_by_the_model(
    environment: dict[str, str], settings: dict[str, str], tmp_path: Path
) -> None:
    assert settings["KB_LLM_MODEL"] == "tiny"
    (tmp_path / "leave.txt").write_text("Everyone has 25 days of annual leave.")
    kb(environment, "add", str(tmp_path / "leave.txt"))

    asked = ("ask", "How many days of leave do I have?", "--json", "--set", "llm.max_tokens=16")
    answer = kb(environment | settings, *asked)

    assert '"engine": "tiny"' in answer
    assert '"ok": false' not in kb(environment | settings, "doctor", "--json")


def kb(environment: dict[str, str], *words: str) -> str:
    ran = subprocess.run([KB, *words], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
