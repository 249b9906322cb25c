"""The head of a request, bounded: the server's parser would keep headers without end, and read them again each time.

A reverse proxy does the same; this is for when there is none, and for proxies that pass on what they get.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024


class BoundedHeads(HttpToolsProtocol):
    """Hangs up on whoever is still sending headers after `MAX_HEAD` bytes."""

    _head = 0
    _is_in_head = True

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        super().data_received(data)
        if not self._is_in_head:
            self._head = 0
            return
        self._head += len(data)
        if self._head > MAX_HEAD and not self.transport.is_closing():
            self.send_400_response("Request header fields too large.")

    def on_message_begin(self) -> None:
        """Start on another request."""
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go on to the body."""
        self._is_in_head = False
        super().on_headers_complete()
