"""The tests' own ground: it keeps the network out, and the database it starts is a real one."""

import socket
from contextlib import suppress

import pytest


def test_a_test_cannot_look_up_a_host_elsewhere(blocked_hosts: list[str]) -> None:
    with pytest.raises(RuntimeError, match=r"elsewhere\.invalid"):
        socket.getaddrinfo("elsewhere.invalid", 443)
    assert blocked_hosts == ["elsewhere.invalid"]
    blocked_hosts.clear()


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_test_cannot_connect_to_an_address_elsewhere(address: str, blocked_hosts: list[str]) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outward, pytest.raises(RuntimeError, match="outside this machine"):
        outward.connect((address, 80))
    blocked_hosts.clear()


def test_swallowing_the_error_hides_no_attempt(blocked_hosts: list[str]) -> None:
    with suppress(RuntimeError):
        socket.getaddrinfo("elsewhere.invalid", 443)
    assert blocked_hosts, "the attempt must be on record, or the test that made it would pass"
    blocked_hosts.clear()


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as speaking:
            assert speaking.getpeername() == ("127.0.0.1", port)


def test_every_test_gets_an_empty_postgresql_database(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE post (said text)")
        connection.execute("INSERT INTO post VALUES ('the map is blank')")
        assert connection.execute("SELECT count(*) FROM post").fetchone() == (1,)
        row = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()
    assert row is not None
    assert row[0] >= 150000, "PostgreSQL 15 or newer"
