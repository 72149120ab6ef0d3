"""The reverse proxy of the deployment guide, with the very file that is shipped, in front of the real server."""

import http.client
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from tests.servers import ROOT, flask, free_port, served

pytestmark = pytest.mark.real
NAME = "sangkien.example.vn"


@pytest.fixture(scope="module")
def front(commune_folder, tmp_path_factory):
    """Nginx on a free port; returns the port."""
    environment, folder = commune_folder, tmp_path_factory.mktemp("nginx")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with served(environment, workers=1) as app:
        port = free_port()
        site = (ROOT / "deploy" / "nginx.conf").read_text()
        site = site.replace("127.0.0.1:8000", f"127.0.0.1:{app.port}")
        site = re.sub(r"listen 80\b", f"listen 127.0.0.1:{port}", site)
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            site = f"{kind}_temp_path {folder}/{kind};\n{site}"
        config = folder / "nginx.conf"
        logs = f"error_log {folder}/error.log; pid {folder}/pid; daemon off;"
        config.write_text(f"{logs}\nevents {{}}\nhttp {{ access_log off;\n{site}\n}}\n")
        process = subprocess.Popen([nginx, "-c", str(config), "-e", str(folder / "error.log")])
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def commune_folder(request, tmp_path_factory):
    """An empty commune behind one trusted proxy."""
    folder = tmp_path_factory.mktemp("behind")
    environment = {"DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/xa.db", "SECRET_KEY": "t" * 40}
    environment |= {"TRUSTED_PROXIES": "1", "METRICS_TOKEN": "chi-nguoi-truc"}
    flask(environment, "setup")
    return environment


def ask(port, path, *, host=NAME, method="GET", body=None, **headers):
    """One request; returns status, headers and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body=body, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_pages_come_through_small_and_guarded(front):
    status, headers, body = ask(front, "/", **{"Accept-Encoding": "gzip"})

    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(body) < 20_000


def test_a_name_nobody_gave_is_no_site(front):
    with pytest.raises(http.client.RemoteDisconnected):
        ask(front, "/", host="evil.example")


def test_what_a_visitor_claims_to_be_is_replaced(front):
    """Sixty tries an hour from one address: another claimed address each time does not help."""
    page = ask(front, "/tra-cuu")
    cookie = page[1]["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page[2].decode())[1]
    tried = []
    for n in range(62):
        body = f"csrf_token={token}&code=SK-2026-{n + 1}&digits=1234"
        said = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"10.1.2.{n}", "Cookie": cookie}
        tried.append(ask(front, "/tra-cuu", method="POST", body=body, **said)[0])

    assert tried[:60] == [422] * 60
    assert tried[60:] == [429] * 2


def test_too_much_is_stopped_at_the_door(front):
    assert ask(front, "/sang-kien/moi", method="POST", body=b"x" * (28 * 1024 * 1024))[0] == 413


def test_figures_are_not_for_the_street(front):
    assert ask(front, "/metrics", Authorization="Bearer chi-nguoi-truc")[0] == 404


def test_slow_senders_hold_nobody_up(front):
    slow = []
    for _ in range(40):
        sender = socket.create_connection(("127.0.0.1", front))
        sender.sendall(f"POST /dang-nhap HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\nx".encode())
        slow.append(sender)
    begun = time.monotonic()

    assert ask(front, "/sang-kien/")[0] == 200
    assert time.monotonic() - begun < 5
    for sender in slow:
        sender.close()


def test_figures_add_up_over_processes_for_whoever_watches(commune_folder):
    with served(commune_folder, workers=2) as app:
        for _ in range(12):
            urllib.request.urlopen(f"{app.url}/tro-giup").close()
        asked = urllib.request.Request(f"{app.url}/metrics", headers={"Authorization": "Bearer chi-nguoi-truc"})
        with urllib.request.urlopen(asked) as answer:
            text = answer.read().decode()
        for wrong in ("", "Bearer x"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(urllib.request.Request(f"{app.url}/metrics", headers={"Authorization": wrong}))

    assert re.search(r'xa_requests_total\{endpoint="pages.help",method="GET",status="200"\} 12\.0', text), text[:2000]
    assert "xa_outbox_waiting 0" in text
    assert 'xa_request_seconds_count{endpoint="pages.help"} 12.0' in text
