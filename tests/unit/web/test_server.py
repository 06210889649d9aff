import socket

import pytest

from kb_assistant.errors import SettingsError
from kb_assistant.web.server import run


def test_a_port_that_is_taken_is_refused_with_the_remedy(world) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}: .*in use; choose another"):
            run(world.kb, host="127.0.0.1", port=port, notify=lambda text: None)


def test_an_address_of_another_machine_is_refused(world) -> None:
    with pytest.raises(SettingsError, match="cannot listen on 192.0.2.1"):
        run(world.kb, host="192.0.2.1", port=0, notify=lambda text: None)
