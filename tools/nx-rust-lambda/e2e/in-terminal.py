"""Runs a program in a terminal of its own, 110 columns wide, in which nobody types.

in-terminal.py PROGRAM [ARGUMENT ...]

What the terminal showed goes to standard output, and the exit code is the program's.
"""
import fcntl
import os
import pty
import struct
import sys
import termios

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 110, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    try:
        shown = os.read(terminal, 65536)
    except OSError:  # How Linux says that nobody has the terminal open any more.
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
_, status = os.waitpid(pid, 0)
sys.stdout.flush()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
