"""Something that looks like AnkiWeb to an Anki that is told to use a proxy and to trust a certificate.

Anki has the address of AnkiWeb built in, in Rust too; so the whole way there is real, with TLS, but for its end.
"""

from __future__ import annotations

import http.server
import socket
import socketserver
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any, Optional

from anki import ankiweb_pb2

HOST = "ankiweb.net"
_MODIFIED = 2_000_000_000


class AnkiWeb:
    """Offers one add-on.

    Args:
        folder: for the certificate
        addon_id: of the add-on
        archive: its newest version; None: the one that everybody has is the newest
    """

    def __init__(self, folder: Path, addon_id: int, archive: Optional[bytes]) -> None:
        certificate, key, authority = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._authority = authority
        self.paths: list[str] = []
        site = self

        class Site(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.paths.append(self.path)
                if self.path.startswith("/shared/download/"):
                    query = f"t={_MODIFIED}&minpt=231001&maxpt=0&bidx=1"
                    self._reply(302, b"", Location=f"https://{HOST}/files/{addon_id}?{query}")
                else:
                    disposition = {"content-disposition": "attachment; filename=AnkiConnect.ankiaddon"}
                    self._reply(200, archive or b"", **disposition)

            def do_POST(self) -> None:
                site.paths.append(self.path)
                self._skip_body()
                modified = _MODIFIED if archive is not None else 0
                info = ankiweb_pb2.AddonInfo(id=addon_id, modified=modified, min_version=231001, max_version=0)
                self._reply(200, ankiweb_pb2.GetAddonInfoResponse(info=[info]).SerializeToString())

            def _skip_body(self) -> None:
                if "Content-Length" in self.headers:
                    self.rfile.read(int(self.headers["Content-Length"]))
                    return
                while size := int(self.rfile.readline(), 16):
                    self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()

            def _reply(self, status: int, body: bytes, **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Proxy(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                asked = b""
                while not asked.endswith(b"\r\n\r\n"):
                    asked += self.request.recv(1)
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                try:
                    secured = context.wrap_socket(self.request, server_side=True)
                    Site(secured, self.client_address, self.server)  # type: ignore[arg-type]  # serves at once
                    secured.close()
                except OSError:
                    pass  # another host was meant, which Anki asks for updates of itself

        self._proxy = Server(("127.0.0.1", 0), Proxy)
        self._thread = threading.Thread(target=self._proxy.serve_forever, daemon=True)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """What an Anki must be started with."""
        proxy = f"http://127.0.0.1:{self._proxy.server_address[1]}"
        authority = str(self._authority)
        return {
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "SSL_CERT_FILE": authority,
            "REQUESTS_CA_BUNDLE": authority,
        }

    def close(self) -> None:
        self._proxy.shutdown()
        self._proxy.server_close()
        self._thread.join()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Anki hangs up whenever it likes."""

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # always a TCP socket here
        request.close()


def make_certificate(folder: Path) -> tuple[Path, Path, Path]:
    """Make a certificate for AnkiWeb's name, its key, and the authority that signed it."""
    folder.mkdir(parents=True, exist_ok=True)

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "names").write_text(
        f"subjectAltName=DNS:{HOST}\n"
        "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer\n"
    )
    use = ("-addext", "keyUsage=critical,keyCertSign")
    new = ("-newkey", "rsa:2048", "-nodes")
    openssl("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=tests", *use)
    openssl("req", *new, "-keyout", "key.pem", "-out", "request.pem", "-subj", f"/CN={HOST}")
    openssl(
        *("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "certificate.pem", "-days", "2", "-extfile", "names"),
    )
    return folder / "certificate.pem", folder / "key.pem", folder / "ca.pem"
