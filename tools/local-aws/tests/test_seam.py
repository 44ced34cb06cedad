"""A behaviour that does not fit says so in one sentence."""

import subprocess
import sys
import types
import unittest
from importlib.metadata import version

import behaviour
from behaviour.seam import Misfit, expect, replace


FITS = """
import importlib, sys
import behaviour
from behaviour.seam import imports
behaviour.apply()
assert "ministack.services.lambda_svc" not in sys.modules, "a service is imported at the start"
for name in [*(one.WHEN for one in behaviour.BEHAVIOURS), "samtranslator.translator.transform"]:
    importlib.import_module(name)
stacks = sys.modules["ministack.services.cloudformation.stacks"]
assert stacks._evaluate_conditions.__wrapped__, "a name that was imported is not replaced"
print(imports.waiting)
"""


def module():
    made = types.ModuleType("some.module")
    made.known = lambda a, b=1: (a, b)
    return made


class Seam(unittest.TestCase):
    def test_what_is_expected_is_checked(self):
        for name, signature, sentence in (
            ("gone", "(a)", "some.module.gone is not there"),
            ("known", "(a)", "some.module.known takes (a, b), not (a)"),
        ):
            with self.assertRaises(Misfit) as raised:
                expect(module(), name, signature)
            beginning = f"the local AWS does not fit ministack {version('ministack')}: "
            self.assertEqual(str(raised.exception), beginning + sentence)

    def test_two_behaviours_can_wrap_one_function(self):
        owner = module()
        for word in ("inner", "outer"):
            replace(owner, "known", "(a, b)", lambda original, word=word: lambda *all: (word, original(*all)))
        self.assertEqual(owner.known(1), ("outer", ("inner", (1, 1))))

    def test_each_behaviour_says_what_aws_and_ministack_do(self):
        for one in behaviour.BEHAVIOURS:
            with self.subTest(one.__name__):
                self.assertIn("ministack", one.__doc__)

    def test_the_installed_ministack_fits(self):
        # In a process of its own: here others have imported ministack already.
        ended = subprocess.run([sys.executable, "-c", FITS], capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stdout), (0, "{}\n"), ended.stderr)


if __name__ == "__main__":
    unittest.main()
