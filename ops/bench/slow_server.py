"""The outside world of W5: answers every request after 100 ms.

python -m ops.bench.slow_server PORT
"""

from __future__ import annotations

import asyncio
import sys

from automaton.embedded.ports import LOOPBACK

ANSWER_AFTER_S = 0.1
_BODY = b'{"ok":true}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)


async def serve(port: int) -> None:
    server = await asyncio.start_server(_talk, LOOPBACK, port, backlog=1024)
    async with server:
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(ANSWER_AFTER_S)
            writer.write(_ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the client has hung up
    finally:
        writer.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
