"""Serving: a free port, start and stop, HTTPS."""

import datetime as dt
import ipaddress
import socket
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tenprint.agency.bootstrap import Network
from tenprint.errors import TenprintError
from tenprint.web import server as module
from tenprint.web.app import create_app
from tenprint.web.server import serve


def test_serves_beside_and_stops(network: Network) -> None:
    server = serve(create_app(network), port=0)
    server.start()
    assert requests.get(server.url + "/booking", timeout=10).status_code == 200
    server.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=2)


def test_takes_the_next_free_port(network: Network) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = serve(create_app(network), port=port)
        assert server.port > port
        assert server.url == f"http://127.0.0.1:{server.port}"
        server.stop()


def test_says_where_no_port_is_free(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PORTS_TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(TenprintError, match="expected a free one"):
            serve(create_app(network), port=taken.getsockname()[1])


def test_serves_over_https(network: Network, tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    server = serve(create_app(network), port=0, certificate=certificate, key=key)
    server.start()
    try:
        assert server.url.startswith("https://")
        assert requests.get(server.url + "/booking", timeout=10, verify=str(certificate)).status_code == 200
    finally:
        server.stop()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths
