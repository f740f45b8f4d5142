"""The demo as a newcomer starts it: served, with a worker, and nothing left behind when it stops."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

PORT = 8977


def alive(folder):
    """Processes that were started with this folder as theirs."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(folder).encode() in environ.read_bytes():
                found.append(environ.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks /proc for what is left, which only Linux has")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "terminated"])
def test_demo_serves_and_stops_without_leaving_a_process(tmp_path, number):
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("SECRET_KEY", "DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    }
    env["VAR_DIR"] = str(tmp_path)
    assert alive(tmp_path) == []
    demo = subprocess.Popen(
        [sys.executable, "dev", "demo", "--port", str(PORT)],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for _try in range(240):
            try:
                page = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/").read().decode()
                break
            except OSError:
                time.sleep(0.5)
        assert "Från ord till handling" in page
    finally:
        demo.send_signal(number)
        said, _nothing = demo.communicate(timeout=30)
    assert said.count("@kraftsamla.example") == 3
    assert alive(tmp_path) == []
