"""How a behaviour takes the place of a function of ministack.

Behaviours use private names of one pinned version. Each of them says what it expects there, and
`Misfit` is one sentence that says what was found instead.
"""

import functools
import importlib.machinery
import inspect
import sys
from importlib.metadata import version


class Misfit(SystemExit):
    """The ministack that is installed is not the one that the behaviours were written for.

    Not caught, it ends the program with its sentence and without a traceback.
    """


def expect(owner, name, signature):
    """The function `owner.name`; raises Misfit unless its parameters read `signature`."""
    found = vars(owner).get(name)
    where = f"{getattr(owner, '__name__', owner)}.{name}"
    if found is None:
        raise misfit(f"{where} is not there")
    parameters = f"({', '.join(inspect.signature(found).parameters)})"
    if parameters != signature:
        raise misfit(f"{where} takes {parameters}, not {signature}")
    return found


def replace(owner, name, signature, make):
    """Puts `make(original)` where `owner.name` is, and wherever ministack imported it by name."""
    original = expect(owner, name, signature)
    # Several behaviours may wrap one function: each sees the parameters of ministack's own.
    replacement = functools.update_wrapper(make(original), original)
    setattr(owner, name, replacement)
    for module in [m for key, m in sys.modules.items() if key.startswith("ministack")]:
        if vars(module).get(name) is original:
            setattr(module, name, replacement)


def replace_handler(resource_type, operation, signature, make):
    """Puts `make(original)` in ministack's table of what creates, updates and deletes resources."""
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    handlers = _RESOURCE_HANDLERS.get(resource_type)
    if not handlers or operation not in handlers:
        raise misfit(f"nothing there can {operation} {resource_type}")
    original = handlers[operation]
    parameters = f"({', '.join(inspect.signature(original).parameters)})"
    if parameters != signature:
        raise misfit(f"what can {operation} {resource_type} takes {parameters}, not {signature}")
    handlers[operation] = functools.update_wrapper(make(original), original)


class _Imports:
    """A finder that calls what waits for a module once that is imported."""

    def __init__(self):
        self.waiting = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.waiting:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            for call in self.waiting.pop(name, []):
                call()

        spec.loader.exec_module = exec_module
        return spec


imports = _Imports()


def when_imported(name, call):
    """Calls it now if the module is imported, else as soon as it is.

    ministack imports a service with the first request to it. To import them all at the start would take
    seconds.
    """
    if name in sys.modules:
        call()
        return
    if imports not in sys.meta_path:
        sys.meta_path.insert(0, imports)
    imports.waiting.setdefault(name, []).append(call)


def misfit(what):
    """The Misfit that says what is otherwise than expected."""
    return Misfit(f"the local AWS does not fit ministack {version('ministack')}: {what}")
