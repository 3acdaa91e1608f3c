"""A certificate authority for the database machines, and one certificate for each."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR: Final = timedelta(days=825)


def make_node_certificates(folder: Path, addresses: dict[str, list[str]]) -> None:
    """Write ``ca.pem`` and, for each machine, ``NAME/node.pem`` and ``NAME/node.key``.

    One certificate serves etcd, Patroni and PostgreSQL, as server and as
    client. The authority's key is not kept: a machine that joins later needs
    new certificates for all, which are replaced one machine at a time.
    """
    authority_key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Demado database machines")
    authority = (
        _builder(name, name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ca.pem").write_bytes(_pem(authority))
    for node, its_addresses in addresses.items():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(node), name, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_both_ends(), critical=False)
            .add_extension(_addresses(node, its_addresses), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        (folder / node).mkdir(exist_ok=True)
        (folder / node / "node.pem").write_bytes(_pem(certificate))
        _write_secret(folder / node / "node.key", key)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC) - timedelta(minutes=5)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALID_FOR)
    )


def _both_ends() -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])


def _addresses(node: str, addresses: list[str]) -> x509.SubjectAlternativeName:
    found = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    return x509.SubjectAlternativeName([x509.DNSName(node), *found])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_secret(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    content = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
