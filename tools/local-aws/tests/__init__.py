"""Run in tools/local-aws by ministack's own Python: python -m unittest tests.test_gate"""
