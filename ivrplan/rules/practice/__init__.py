"""Rules about flows that work but that callers will not like: warnings, with numbers that can be set."""
