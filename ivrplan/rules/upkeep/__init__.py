"""Rules about the suppressions of other rules: they run last, when it is known what was silenced."""
