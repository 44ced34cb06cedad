"""Functions run as processes of the server's process group. Whatever ends the server ends them."""

import os
import signal

# Open for as long as this process lives; programs that it starts do not inherit it.
_lifeline = None


def end_with_this_one():
    """Starts a process that waits for the end of this one, then kills its process group.

    Must be called while there is one thread. PR_SET_PDEATHSIG would not do: it follows the thread that
    started a process, and functions are started by threads that come and go.
    """
    global _lifeline
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)
    group = os.getpid()
    ended, _lifeline = os.pipe()
    if os.fork() == 0:
        try:
            _wait_and_kill(ended, group)
        finally:
            os._exit(0)
    os.close(ended)


def _wait_and_kill(ended, group):
    os.close(_lifeline)
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    # Nobody writes: this returns when the last writer, the server, is gone.
    os.read(ended, 1)
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        # It had started nothing.
        pass
