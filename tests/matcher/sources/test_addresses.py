"""Which machines are called, whatever a name leads to; and that encrypted calls are checked against the name, not the address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess

import pytest

from matcher.errors import SourceError
from matcher.sources.addresses import is_public
from matcher.sources.fetch import Fetch
from tests.matcher.sources import feed_server as feeds
from tests.matcher.sources.feed_server import QUICK, serving

HOST = "127.0.0.1"
LIST = b"titel\nGroenonderhoud\n"


@pytest.fixture
def server():
    with serving() as server:
        server.files["/lijst.csv"] = (LIST, "text/csv")
        yield server


def refusal(call):
    with pytest.raises(SourceError) as raised:
        call()
    return raised.value


def test_a_known_name_that_leads_to_this_machine_is_not_called(server, monkeypatch):
    """As a name service that is tampered with, or set up so, would have it."""
    plain = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **rest: plain("127.0.0.1" if host == "feed.example" else host, *args, **rest))
    with Fetch(frozenset({"feed.example"}), limits=QUICK) as fetch:
        error = refusal(lambda: fetch.get(f"http://feed.example:{server.port}/lijst.csv"))
    assert (error.code, error.params, server.asked) == ("source_private_address", {"host": "feed.example"}, [])
    with Fetch(frozenset({"feed.example", HOST}), limits=QUICK) as fetch:
        assert fetch.get(f"http://feed.example:{server.port}/lijst.csv").status == 200


def test_this_machine_by_name_is_called_if_the_name_is_listed(server):
    with Fetch(frozenset({"localhost"}), limits=QUICK) as fetch:
        assert fetch.get(f"http://LOCALHOST:{server.port}/lijst.csv").status == 200


@pytest.mark.parametrize(
    "address, public",
    [
        ("8.8.8.8", True), ("2a00:1450::1", True), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False), ("169.254.169.254", False),
        ("0.0.0.0", False), ("127.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False),
        ("224.0.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for feed.example, and its key, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=feed.example", "-addext", "subjectAltName=DNS:feed.example"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files], check=True, capture_output=True)
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def secure(certificate, monkeypatch):
    """A server at feed.example and other.example, both on this machine, with a certificate for the first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    plain = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **named: plain(HOST if host.endswith(".example") else host, *rest, **named))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with serving(context) as server:
        server.files["/lijst.csv"] = (LIST, "text/csv")
        yield server


def test_a_certificate_is_checked_against_the_name(secure):
    with Fetch(frozenset({"feed.example", "other.example", HOST}), limits=QUICK, wait=lambda seconds: None) as fetch:
        assert fetch.get(f"https://feed.example:{secure.port}/lijst.csv").content == LIST
        for host in ("other.example", HOST):
            assert refusal(lambda host=host: fetch.get(f"https://{host}:{secure.port}/lijst.csv")).code == "source_unreachable"


def test_a_certificate_that_nobody_vouches_for_is_refused(secure, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with Fetch(frozenset({"feed.example", HOST}), limits=QUICK, wait=lambda seconds: None) as fetch:
        assert refusal(lambda: fetch.get(f"https://feed.example:{secure.port}/lijst.csv")).code == "source_unreachable"


def test_a_redirect_does_not_lead_out_of_the_encryption(secure, server):
    secure.misbehave("/lijst.csv", feeds.redirect(f"http://{HOST}:{server.port}/lijst.csv"))
    with Fetch(frozenset({"feed.example", HOST}), limits=QUICK) as fetch:
        assert refusal(lambda: fetch.get(f"https://feed.example:{secure.port}/lijst.csv")).code == "source_redirect_refused"
    assert server.asked == []
