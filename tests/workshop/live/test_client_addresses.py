"""Where a request comes from, as limits see it."""

import pytest
from django.test import RequestFactory

from workshop.live import client_addresses


def scope(peer: str | None, named: str | None = None) -> dict:
    headers = [(b"x-client-address", named.encode())] if named else []
    return {"headers": headers, "client": (peer, 50000) if peer else None}


def test_a_browser_cannot_name_another_address_than_its_own():
    assert client_addresses.of_scope(scope("192.0.2.7", named="198.51.100.1")) == "192.0.2.7"


def test_behind_the_proxy_the_address_is_the_one_it_names(settings):
    settings.BEHIND_PROXY = True
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Client-Address": "198.51.100.1"})
    assert client_addresses.of_scope(scope("127.0.0.1", named="198.51.100.1")) == "198.51.100.1"
    assert client_addresses.of_request(request) == "198.51.100.1"


@pytest.mark.parametrize("peer", [None, "testserver", "127.0.0.1, 10.0.0.1"])
def test_what_is_no_address_is_none(peer):
    assert client_addresses.of_scope(scope(peer)) == ""


def test_all_addresses_of_one_network_of_ipv6_count_as_one():
    assert client_addresses.of_scope(scope("2001:db8:1:2::7")) == client_addresses.of_scope(
        scope("2001:db8:1:2:ffff::1")
    )
    assert client_addresses.of_scope(scope("2001:db8:1:2::7")) != client_addresses.of_scope(scope("2001:db8:1:3::7"))
    assert client_addresses.of_scope(scope("::ffff:192.0.2.7")) == "192.0.2.7"


def test_a_digest_stands_for_an_address_until_its_key_is_forgotten(monkeypatch):
    before = client_addresses.digest("192.0.2.7")
    assert client_addresses.digest("192.0.2.7") == before
    assert client_addresses.digest("192.0.2.8") != before
    monkeypatch.setattr(client_addresses, "KEY_AGE", -1.0)
    assert client_addresses.digest("192.0.2.7") != before
