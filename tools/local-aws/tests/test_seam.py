"""A behaviour that does not fit says so in one sentence."""

import importlib
import sys
import types
import unittest
from importlib.metadata import version

import behaviour
from behaviour.conditions import evaluate
from behaviour.seam import Misfit, expect, imports, replace


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
        behaviour.apply()
        self.assertNotIn("ministack.services.lambda_svc", sys.modules)
        for one in behaviour.BEHAVIOURS:
            importlib.import_module(one.WHEN)
        importlib.import_module("samtranslator.translator.transform")
        self.assertEqual(imports.waiting, {})
        self.assertIs(sys.modules["ministack.services.cloudformation.stacks"]._evaluate_conditions, evaluate)


if __name__ == "__main__":
    unittest.main()
