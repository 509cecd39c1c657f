"""What the application does with requests and sockets that never reach Django."""

import pytest
from asgiref.testing import ApplicationCommunicator

from workshop.asgi import application

HOST = (b"host", b"testserver")
PATIENCE = 60.0  # seconds; the machine may be busy


@pytest.mark.parametrize(
    ("path", "header", "code"),
    [("/live/", (b"x-any", b"a\x00b"), 4400), ("/elsewhere/", (b"x-any", b"ab"), 4404)],
    ids=["a control character", "another address"],
)
async def test_a_socket_that_no_page_opens_is_closed(path, header, code):
    scope = {"type": "websocket", "path": path, "query_string": b"", "headers": [HOST, header]}
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    assert await socket.receive_output(PATIENCE) == {"type": "websocket.close", "code": code}


async def test_a_client_that_disconnects_in_the_middle_of_its_body_is_no_error():
    headers = [HOST, (b"content-length", b"5000")]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    client = ApplicationCommunicator(application, scope)
    await client.send_input({"type": "http.request", "body": b"half of it", "more_body": True})
    await client.send_input({"type": "http.disconnect"})
    await client.wait(PATIENCE)  # raises what the application raised
    assert client.output_queue.empty()
