"""Rules about what the law asks of calls, for projects that choose their profiles. They are no legal advice.

What all of them go by, which words and which kinds of nodes mean what, is in `words.py`.
"""
