"""A stand-in for GOV.UK Notify on this machine: it speaks as much of its protocol as sending a text message takes."""

import json
import threading
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

SERVICE, SECRET = str(uuid.uuid4()), str(uuid.uuid4())
KEY = f"tests-{SERVICE}-{SECRET}"


class StandIn:
    """What came, in order, and what to answer next: `status` 201, or an error."""

    def __init__(self):
        self.came, self.status, self.url = [], 201, ""

    def answer(self, path, token, body):
        if self.status != 201:
            return self.status, {"status_code": self.status, "errors": [{"error": "Wrong", "message": "Wrong"}]}
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        if path != "/v2/notifications/sms" or claims["iss"] != SERVICE:
            return 403, {"status_code": 403, "errors": [{"error": "AuthError", "message": "Invalid token"}]}
        self.came.append(body)
        said = {"body": body["personalisation"]["message"], "from_number": "40604"}
        return 201, {"id": str(uuid.uuid4()), "reference": body["reference"], "content": said}


@contextmanager
def notify():
    """Run the stand-in on a free port of 127.0.0.1 for a block."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = self.headers["Authorization"].removeprefix("Bearer ")
            status, answer = stand_in.answer(self.path, token, body)
            said = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
