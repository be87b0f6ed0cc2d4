import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from arango_fastbatch.sandbox import Sandbox
from arango_fastbatch.sandbox.profile import Profile

pytest_plugins = ["pytester"]


def _version(url):
    request = urllib.request.Request(
        f"{url}/_api/version", headers={"Authorization": "Basic cm9vdDpwdw=="}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        return response.status


def test_it_serves_a_program_that_blocks_its_own_loop():
    async def main():
        sandbox = Sandbox(root_password="pw", server_version="3.11.1")
        async with sandbox as url:
            assert url == sandbox.url
            assert sandbox.profile.text == "3.11.1"
            return _version(url)

    assert asyncio.run(main()) == 200


def test_it_can_be_started_again_and_tells_when_it_does_not_run():
    sandbox = Sandbox(root_password="pw")
    with pytest.raises(RuntimeError, match="does not run"):
        _ = sandbox.url
    for _ in range(2):
        with sandbox as url:
            assert _version(url) == 200
            with pytest.raises(RuntimeError, match="runs already"):
                sandbox.start()
    with pytest.raises(OSError, match="refused"):
        _version(url)
    sandbox.stop()


def test_a_taken_port_is_told_in_the_callers_thread():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=str(port)), Sandbox(port=port):
            pass


def test_what_is_out_of_its_range_is_told_when_it_is_said():
    with pytest.raises(ValueError, match="port 99999"):
        Sandbox(port=99999)
    with pytest.raises(ValueError, match="latency -1"):
        Sandbox(latency=-1)


@pytest.mark.parametrize("version", ["", "3", "3.10", "3.10.5", "x.y.z", "3.12.-1", "latest"])
def test_versions_that_are_none(version):
    with pytest.raises(ValueError, match=r"version|3\.11 on"):
        Sandbox(server_version=version)


def test_profiles_know_their_release():
    assert Profile.of("3.11").text == "3.11.14"
    assert Profile.of("4.0").number == (4, 0, 0)
    assert Profile.of("3.12.10-rc.1") >= (3, 12, 10)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_url_and_stops_cleanly(stop):
    command = [sys.executable, "-m", "arango_fastbatch.sandbox", "--port", "0"]
    environment = os.environ | {"ARANGO_ROOT_PASSWORD": "pw", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.match(r"(http://127\.0\.0\.1:\d+) \(ArangoDB 3\.12\.9 sandbox, user root\)\n", line)
    assert found
    assert _version(found[1]) == 200
    process.send_signal(stop)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")


def test_the_command_refuses_in_one_line():
    def run(*arguments):
        command = [sys.executable, "-m", "arango_fastbatch.sandbox", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)

    for arguments, said in (
        (("--server-version", "latest"), "not a server version"),
        (("--port", "99999"), "port 99999: expecting 0 to 65535"),
        (("--latency", "nan"), "latency nan: expecting a number of seconds"),
        (("--tls-key", "key.pem"), "a key for TLS needs its certificate"),
        (("--compress-responses", "-1"), "expecting 0 on"),
        (("--fault", "boom"), "unknown action"),
        (("--fault", "status=x"), "expecting a status, not 'x'"),
        (("--fault", "delay=nan"), "expecting seconds"),
        (("--fault", "truncate=1.5"), "expecting a number of bytes"),
        (("--fault", "reset@every=0"), "every is too small"),
    ):
        refused = run(*arguments)
        assert refused.returncode == 2
        assert refused.stderr.splitlines()[-1].startswith("arango-sandbox: error: ")
        assert said in refused.stderr
    for certificate, said in (("/nowhere.pem", "directory: '/nowhere.pem'"), (__file__, __file__)):
        refused = run("--port", "0", "--tls-cert", certificate)
        assert refused.returncode == 1
        assert refused.stderr.startswith("arango-sandbox: ")
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert refused.stderr.startswith("arango-sandbox: ")
    assert refused.stderr.count("\n") == 1


def test_the_fixtures_give_a_database_a_test(pytester):
    pytester.makepyfile(
        """
        import urllib.request

        seen = []

        def test_one(arango_database, arango_sandbox):
            assert arango_sandbox.version == "3.11.14"
            seen.append(arango_database)

        def test_two(arango_database):
            assert arango_database.url == seen[0].url
            assert arango_database.name != seen[0].name
        """
    )
    result = pytester.runpytest_subprocess("--arango-server-version=3.11", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)


def test_a_wrong_version_is_a_usage_error(pytester):
    pytester.makepyfile("def test_one(arango_sandbox): pass")
    result = pytester.runpytest_subprocess("--arango-server-version=nine")
    result.stdout.fnmatch_lines(["*not a server version*"])


def test_a_missing_extra_is_told_with_the_way_to_get_it():
    code = (
        "import sys; sys.modules['lark'] = None\n"
        "from arango_fastbatch.sandbox.cli import main\n"
        "sys.exit(main(['--port', '0']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "pip install 'arango-fastbatch[sandbox]'" in done.stderr
    assert done.stderr.count("\n") == 1
