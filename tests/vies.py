"""A stand-in for VIES, the register of VAT ids, as a real HTTP server."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

VALID = {"valid": True, "name": "Alpen Web e.U.", "address": "---", "requestIdentifier": "WAPIAAAA1"}


class Register:
    """`answers` is (status, body), `headers` go with it, `asked` is what came in: (path, JSON)."""

    def __init__(self):
        self.answers, self.headers, self.asked, register = (200, VALID), {}, [], self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                register.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                status, answer = register.answers
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | register.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/rest-api"

    def __enter__(self):
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
