"""The extensions of one execution environment: their events, and the processes of external ones."""

import io
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path

# Lambda's limit for the shutdown of extensions is two seconds.
SHUTDOWN_SECONDS = 2
# Its limit for the start of a function with its extensions.
INIT_SECONDS = 10


class Extensions:
    """The extensions of one execution environment."""

    def __init__(self, config):
        self.config = config
        self.queues = {}
        self.processes = []
        self.layers = None
        self.ended = threading.Event()
        self._lock = threading.Lock()

    def register(self, events):
        """The identifier of a new extension that gets these events."""
        identifier = str(uuid.uuid4())
        with self._lock:
            self.queues[identifier] = (frozenset(events), queue.Queue())
        return identifier

    def send(self, event):
        with self._lock:
            for events, waiting in self.queues.values():
                if event["eventType"] in events:
                    waiting.put(event)

    def next(self, identifier):
        """The next event of an extension; None once the environment has ended."""
        waiting = self.queues[identifier][1]
        while True:
            try:
                return waiting.get(timeout=0.1)
            except queue.Empty:
                if self.ended.is_set():
                    return None

    def start(self, worker, environment):
        """Starts the external extensions, with what the layers hold on its search paths."""
        from ministack.services import lambda_svc

        # No process may start while another one's file is written: execve would fail with ETXTBSY.
        with lambda_svc._provided_code_lock:
            self.layers = _extract_layers(self.config)
        if not self.layers:
            return environment
        for name, folder in (("PATH", "bin"), ("LD_LIBRARY_PATH", "lib")):
            found = [str(self.layers / folder), environment.get(name)]
            environment[name] = os.pathsep.join(path for path in found if path)
        for program in sorted((self.layers / "extensions").glob("*")):
            if not program.is_file() or not os.access(program, os.X_OK):
                continue
            with lambda_svc._provided_code_lock:
                process = subprocess.Popen(
                    [str(program)],
                    cwd=self.layers,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
            self.processes.append(process)
            threading.Thread(
                target=worker._pump_output, args=(process.stdout, worker._stderr_queue), daemon=True
            ).start()
        self._await_registrations()
        return environment

    def _await_registrations(self):
        """Waits until the external extensions are registered: the function starts after them."""
        deadline = time.monotonic() + INIT_SECONDS
        while len(self.queues) < len(self.processes):
            ended = [process.poll() for process in self.processes if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                why = f"ended with {ended[0]}" if ended else f"did not register in {INIT_SECONDS} s"
                raise RuntimeError(f"an extension {why} while the function started")
            time.sleep(0.005)

    def end(self):
        """Sends SHUTDOWN, and ends what has not ended itself by the limit."""
        if self.ended.is_set():
            return
        deadline = time.time() + SHUTDOWN_SECONDS
        self.send(
            {
                "eventType": "SHUTDOWN",
                "shutdownReason": "spindown",
                "deadlineMs": int(deadline * 1000),
            }
        )
        for process in self.processes:
            try:
                process.wait(max(0, deadline - time.time()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.ended.set()
        if self.layers:
            shutil.rmtree(self.layers, ignore_errors=True)


def _extract_layers(config):
    """A folder with what the layers hold, in their order; None without layers."""
    from ministack.services import lambda_svc

    archives = [lambda_svc._resolve_layer_zip(layer) for layer in config.get("Layers") or []]
    if not any(archives):
        return None
    folder = Path(tempfile.mkdtemp(prefix="local-aws-layers-"))
    for archive in archives:
        if archive:
            with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                lambda_svc._extract_zip_preserving_mode(opened, str(folder))
    return folder
