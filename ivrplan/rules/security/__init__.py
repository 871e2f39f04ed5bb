"""Rules about what should not be in a flow, or not in clear: warnings, because a text can only look like a secret."""
