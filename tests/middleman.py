"""Stands between a client and a server, passes on what they say, and fails when a test wants it to."""

import socket
import threading
from contextlib import closing, suppress


class Middleman:
    """Listens on a port of its own before 127.0.0.1:`target`.

    `on(asked)` is called with the first bytes of each connection and says what happens: "pass" it on, "cut" (the server
    gets it, the client no answer), "silence" (nobody gets anything), or bytes to answer with in the server's place.
    """

    def __init__(self, target: int):
        self.target, self.on = target, lambda asked: "pass"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []

    def __enter__(self):
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *error):
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        with suppress(OSError):
            asked = client.recv(65536)
            what = self.on(asked)
            if what == "silence":
                return
            if isinstance(what, bytes):
                client.sendall(what)
                client.shutdown(socket.SHUT_RDWR)
                return
            with closing(socket.create_connection(("127.0.0.1", self.target))) as server:
                server.sendall(asked)
                threading.Thread(target=_forward, args=(client, server), daemon=True).start()
                if what == "cut":
                    server.recv(65536)
                else:
                    _forward(server, client)
            client.shutdown(socket.SHUT_RDWR)  # a close would wait for the thread that still listens to the client


def _forward(source, target):
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
