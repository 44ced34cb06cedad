"""Runs a program in a terminal of its own and presses Ctrl-C there once.

press-ctrl-c.py SIGN PROGRAM [ARGUMENT ...]

Ctrl-C is pressed as soon as the file SIGN is there; SIGN.pressed tells that it was. What the terminal
showed goes to standard output, and the exit code is the program's.
"""
import os
import pty
import select
import sys

sign, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
pressed = False
while True:
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:  # How Linux says that nobody has the terminal open any more.
            break
        if not shown:
            break
        sys.stdout.buffer.write(shown)
    if not pressed and os.path.exists(sign):
        os.write(terminal, b"\x03")
        pressed = True
        open(sign + ".pressed", "w").close()
_, status = os.waitpid(pid, 0)
sys.stdout.flush()
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
