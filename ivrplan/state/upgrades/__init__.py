"""One file for every change of the state's format: `v1_to_v2.py` and so on, each with one function on JSON data.

`table.py` lists them in order. Files of every old format are kept as test cases for ever.
"""
