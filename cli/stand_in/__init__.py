"""A scripted stand-in for Claude's Messages API, for `main.py demo`. It is no model, and says so wherever it can.

It answers to one model's name, `scripted-demo`, and to the one key that it made at its start: nobody can take it for
Claude by accident, and no real key is of use here. It knows Galley by its requests alone.
"""
