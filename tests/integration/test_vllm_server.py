"""The vLLM server that the tests set up is real: it streams, counts, refuses and ends cleanly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import shared_server, vllm_server
from tests.servers.vllm_environment import EnvironmentIncomplete, is_installed
from tests.servers.vllm_server import Server, ServerDidNotStart, is_healthy, running_server

__all__ = ["vllm_server"]

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.vllm, pytest.mark.xdist_group("vllm")]


def chat(text: str, **options: object) -> dict[str, object]:
    message = {"role": "user", "content": text}
    return {"model": "tiny", "messages": [message], "temperature": 0, **options}


def client(server: Server) -> httpx.Client:
    headers = {"Authorization": f"Bearer {server.api_key}"}
    return httpx.Client(base_url=server.base_url, headers=headers, timeout=120, trust_env=False)


def streamed(server: Server, request: dict[str, object]) -> Iterator[dict[str, object]]:
    with (
        client(server) as connection,
        connection.stream("POST", "/chat/completions", json=request) as reply,
    ):
        assert reply.status_code == httpx.codes.OK
        for line in reply.iter_lines():
            data = line.removeprefix("data: ")
            if line and data != "[DONE]":
                yield json.loads(data)


def test_a_chat_completion_arrives_in_pieces_and_ends_with_the_token_count(
    vllm_server: Server,
) -> None:
    request = chat(
        "工作满五年有几天年休假？",
        stream=True,
        stream_options={"include_usage": True},
        max_tokens=24,
        min_tokens=24,
    )

    *pieces, last = streamed(vllm_server, request)

    texts = [piece["choices"][0]["delta"].get("content") for piece in pieces]
    assert len([text for text in texts if text]) > 1
    assert pieces[-1]["choices"][0]["finish_reason"] == "length"
    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] == 24


def test_the_server_writes_json_of_a_given_shape(vllm_server: Server) -> None:
    schema = {
        "type": "object",
        "properties": {"found": {"type": "boolean"}},
        "required": ["found"],
        "additionalProperties": False,
    }
    shape = {"type": "json_schema", "json_schema": {"name": "verdict", "schema": schema}}

    with client(vllm_server) as connection:
        request = chat("Is it there?", response_format=shape, max_tokens=60)
        reply = connection.post("/chat/completions", json=request).json()

    assert json.loads(reply["choices"][0]["message"]["content"])["found"] in {True, False}


def test_a_wrong_key_a_wrong_model_and_a_prompt_that_is_too_long_are_refused(
    vllm_server: Server,
) -> None:
    with client(vllm_server) as connection:
        no_key = connection.post(
            "/chat/completions", json=chat("Hello"), headers={"Authorization": "Bearer wrong"}
        )
        no_model = connection.post("/chat/completions", json=chat("Hello") | {"model": "huge"})
        too_long = connection.post("/chat/completions", json=chat("leave " * 20_000))

    assert [no_key.status_code, no_model.status_code, too_long.status_code] == [401, 404, 400]


def test_a_second_user_joins_the_server_that_runs(vllm_server: Server, tmp_path: Path) -> None:
    note = json.dumps(asdict(vllm_server), default=str)
    (tmp_path / "vllm-server.json").write_text(note, encoding="utf-8")

    with shared_server(tmp_path) as joined:
        assert joined == vllm_server

    assert is_healthy(vllm_server.base_url)


@pytest.mark.usefixtures("vllm_server")
def test_a_server_with_a_wrong_flag_fails_with_the_end_of_its_log() -> None:
    complaint = "unrecognized arguments: --no-such-flag"

    with pytest.raises(ServerDidNotStart, match=complaint), running_server("--no-such-flag"):
        pass


def test_without_the_environment_the_server_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VLLM_CPU_HOME", str(tmp_path))

    assert not is_installed()
    with pytest.raises(EnvironmentIncomplete, match="vllm_server.py install"), running_server():
        pass


@pytest.mark.parametrize(("ci", "outcome"), [("false", "1 skipped"), ("true", "1 error")])
def test_without_the_environment_tests_skip_on_a_desk_and_fail_in_ci(
    tmp_path: Path, ci: str, outcome: str
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rsE", "-k", "arrives_in_pieces", str(Path(__file__))],
        cwd=ROOT,
        env={**os.environ, "VLLM_CPU_HOME": str(tmp_path), "CI": ci, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome in run.stdout
    assert "vLLM for tests is not installed: run `python tests/servers/vllm_server.py" in run.stdout
