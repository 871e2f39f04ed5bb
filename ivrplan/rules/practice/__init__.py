"""Rules about flows that work but that callers will not like: warnings and notes, with numbers that can be set.

What several of them look at is in `asking.py` (what waits for keys) and `speaking.py` (how long texts take).
"""
