import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import launcher

FOLDER = Path(launcher.__file__).parent

#: A server that has started a function, which ignores what it can and never ends by itself.
SERVER = """
import subprocess, sys, time
import processes
processes.end_with_this_one()
code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
print(child.pid, flush=True)
{end}
"""


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
        return done.stdout.strip() not in ("", "Z")


class Version(unittest.TestCase):
    def test_the_pinned_one_and_no_other(self):
        pinned = "a==1\nministack==1.5.33 \\\n    --hash=sha256:0\nministack-extra==2\n"
        self.assertIsNone(launcher.other_version(pinned, "1.5.33"))
        for installed in ("1.5.34", "1.5.3", "1.5.330"):
            sentence = launcher.other_version(pinned, installed)
            self.assertIn("ministack 1.5.33", sentence)
            self.assertIn(f"but {installed} is installed", sentence)
            self.assertNotIn("\n", sentence)
        self.assertIsNotNone(launcher.other_version("", "1.5.33"))

    def test_the_real_requirements_fit_what_runs_this(self):
        from importlib import metadata

        text = launcher.REQUIREMENTS.read_text()
        self.assertIsNone(launcher.other_version(text, metadata.version("ministack")))


class PrivateFiles(unittest.TestCase):
    def test_what_earlier_starts_have_left_is_taken_away_from_others(self):
        with tempfile.TemporaryDirectory() as parent:
            state = Path(parent, "state")
            state.mkdir(mode=0o755)
            Path(state, "folder").mkdir(mode=0o755)
            file = Path(state, "folder", "cloudformation.json")
            file.write_text("secret")
            file.chmod(0o644)
            outside = Path(parent, "outside")
            outside.write_text("")
            outside.chmod(0o644)
            Path(state, "link").symlink_to(outside)
            Path(state, "to-nowhere").symlink_to("nowhere")
            launcher.make_private(state)
            modes = [path.stat().st_mode & 0o777 for path in (state, file.parent, file, outside)]
            self.assertEqual(modes, [0o700, 0o700, 0o600, 0o644])


class Processes(unittest.TestCase):
    def check(self, end, how):
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(end=end)],
            cwd=FOLDER,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        function = int(server.stdout.readline())
        self.assertTrue(is_alive(function))
        how(server)
        server.wait(timeout=10)
        # Closed by all that could write: the process that watches does not hold it.
        self.assertEqual(server.stdout.read(), "")
        deadline = time.monotonic() + 5
        while is_alive(function) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertFalse(is_alive(function))

    def test_functions_end_when_the_server_ends(self):
        self.check("sys.exit(0)", lambda _server: None)

    def test_functions_end_when_the_server_is_killed(self):
        self.check("time.sleep(600)", lambda server: server.send_signal(signal.SIGKILL))

    def test_functions_end_when_a_terminal_interrupts_the_server(self):
        self.check("time.sleep(600)", lambda server: server.send_signal(signal.SIGINT))


if __name__ == "__main__":
    unittest.main()
