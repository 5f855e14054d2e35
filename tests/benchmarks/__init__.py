"""Measurements: `python -m tests.benchmarks NAME` prints one JSON object.

A ratio against a baseline timed in the same run, A B A B, medians: absolute times say nothing on
a machine that does other things as well.
"""
