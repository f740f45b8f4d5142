"""An organisation's directory on loopback: OpenID Connect as Entra ID or a municipality's own speaks it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Directory(ThreadingHTTPServer):
    """Answers discovery, token and userinfo; `claims` is what it says about whoever signs in."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.claims = {}
        self.codes = {"rätt-kod"}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/.well-known/openid-configuration"):
            here = self.server.address
            self.say({
                "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        elif self.path == "/userinfo" and self.headers.get("Authorization") == "Bearer en-biljett":
            self.say(self.server.claims)
        else:
            self.say({"error": "invalid_request"}, 400)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.codes:
            return self.say({"error": "invalid_grant"}, 400)
        self.server.codes.pop()
        return self.say({"access_token": "en-biljett", "token_type": "Bearer", "expires_in": 60})

    def say(self, body, status=200):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_arguments):
        pass
