"""Where a state can lie. One file a backend; `table.py` has one line each."""
