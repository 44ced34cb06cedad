"""Runs a program in a terminal of its own, 110 columns wide, in which nobody types.

in-terminal.py [--ctrl-c-at=SIGN] PROGRAM [ARGUMENT ...]

With a SIGN, Ctrl-C is pressed once, as soon as that file is there; SIGN.pressed tells that it was. What the
terminal showed goes to standard output, and the exit code is the program's.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

option = "--ctrl-c-at="
sign = sys.argv[1][len(option):] if sys.argv[1].startswith(option) else None
command = sys.argv[1 if sign is None else 2 :]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 110, 0, 0))
    os.execvp(command[0], command)
while True:
    ready, _, _ = select.select([terminal], [], [], None if sign is None else 0.05)
    if ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:  # How Linux says that nobody has the terminal open any more.
            break
        if not shown:
            break
        sys.stdout.buffer.write(shown)
    if sign is not None and os.path.exists(sign):
        os.write(terminal, b"\x03")
        open(sign + ".pressed", "w").close()
        sign = None
_, status = os.waitpid(pid, 0)
sys.stdout.flush()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
