"""Shortcuts: things in a picture that are no lesion, and how far they move a model's answer.

`artefacts` draws them, by program and seeded; `stress` asks a model about a picture or a set with
and without them.
"""
