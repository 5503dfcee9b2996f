"""One agency as a process of its own: its database, its consoles, and the wire over HTTPS with signatures.

All that the agencies of such a network know of each other is a file: for each role its address and public key, and
the certificate that their servers show.
"""

import base64
import datetime as dt
import ipaddress
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import NameOID

from tenprint.agency.bootstrap import Network, open_network
from tenprint.agency.role import ROLES
from tenprint.clock import Clock
from tenprint.errors import BadInput
from tenprint.exchange.carrier import HttpsCarrier
from tenprint.ledger.checkpoint import load_or_create_key
from tenprint.sharing.rules import load
from tenprint.web.app import create_app
from tenprint.web.server import Server, serve

CERTIFICATE_DAYS = 825
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Peers:
    """What the agencies of a network know of each other.

    Attributes:
        addresses: base address of each role.
        keys: public key of each role.
        certificate: of the servers; also the authority that it is checked against.
        certificate_key: its private key.
    """

    addresses: Mapping[str, str]
    keys: Mapping[str, Ed25519PublicKey]
    certificate: Path
    certificate_key: Path


def write_peers(home: Path, ports: Sequence[int]) -> Path:
    """Make keys and a certificate for four agencies on this machine, and the file that tells of them."""
    entries: dict[str, dict[str, str]] = {}
    for role, port in zip(ROLES, ports, strict=True):
        (home / role).mkdir(parents=True, exist_ok=True)
        public = load_or_create_key(home / role / "key.pem").public_key().public_bytes_raw()
        entries[role] = {
            "url": f"https://{HOST}:{port}",
            "public_key": base64.b64encode(public).decode(),
        }
    certificate, key = _certificate(home)
    path = home / "peers.yaml"
    document = {"certificate": certificate.name, "certificate_key": key.name, "agencies": entries}
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path


def _certificate(home: Path) -> tuple[Path, Path]:
    """A certificate for servers on this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tenprint agencies on this machine")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = home / "certificate.pem", home / "certificate-key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].touch(mode=0o600)
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths


def read_peers(path: Path) -> Peers:
    """Read the file that ``write_peers`` writes.

    Raises:
        BadInput: it lacks an agency or a key.
    """
    try:
        document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        agencies = document["agencies"]
        keys = {
            role: Ed25519PublicKey.from_public_bytes(base64.b64decode(agencies[role]["public_key"]))
            for role in ROLES
        }
        return Peers(
            addresses={role: str(agencies[role]["url"]).rstrip("/") for role in ROLES},
            keys=keys,
            certificate=path.parent / document["certificate"],
            certificate_key=path.parent / document["certificate_key"],
        )
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise BadInput(
            f"{path}: expected url and public_key of each agency, found {type(error).__name__}"
        ) from error


def open_alone(home: Path, role: str, peers: Peers, clock: Clock, database: str | None = None) -> Network:
    """A network of one service whose transactions go over HTTPS."""
    key = load_or_create_key(home / role / "key.pem")
    carrier = HttpsCarrier(role, key, peers.addresses, peers.certificate)
    databases = {role: database} if database else None
    return open_network(home, clock, load(), roles=[role], carriers={role: carrier}, databases=databases)


def serve_network_alone(network: Network, role: str, peers: Peers) -> Server:
    """Start a service and its HTTPS server on the port that its peers know."""
    app = create_app(network, public_keys=peers.keys, base_urls=peers.addresses)
    port = int(peers.addresses[role].rpartition(":")[2])
    server = serve(app, host=HOST, port=port, certificate=peers.certificate, key=peers.certificate_key)
    if server.port != port:
        raise BadInput(f"port {port}: expected it free for the {role} agency, found it taken")
    network.start()
    server.start()
    return server


def until_stopped(network: Network, server: Server, work: threading.Event, act: Any) -> None:
    """Act at intervals until the process is asked to end; then end in order."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        """Note the wish to end."""
        work.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not work.wait(0.1):
        act()
    server.stop()
    network.stop()
