import asyncio
import socket

import pytest

from kb_assistant.errors import SettingsError
from kb_assistant.web.server import listening, run


def test_a_port_that_is_taken_is_refused_with_the_remedy(world) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}: .*in use; choose another"):
            run(world.kb, host="127.0.0.1", port=port, notify=lambda text: None)


def test_an_address_of_another_machine_is_refused(world) -> None:
    with pytest.raises(SettingsError, match="cannot listen on 192.0.2.1"):
        run(world.kb, host="192.0.2.1", port=0, notify=lambda text: None)


def test_the_body_of_a_reply_does_not_wait_for_its_headers_to_be_confirmed() -> None:
    assert asyncio.run(no_delay_of_a_reply()) != 0


async def no_delay_of_a_reply() -> int:
    """Return the socket option TCP_NODELAY of a connection that our listener took."""
    options = asyncio.Queue[int]()

    async def reply(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = writer.get_extra_info("socket")
        await options.put(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with listening("127.0.0.1", 0) as listener:
        server = await asyncio.start_server(reply, sock=listener)
        async with server:
            host, port = listener.getsockname()
            _, writer = await asyncio.open_connection(host, port)
            option = await options.get()
            writer.close()
            await writer.wait_closed()
    return option
