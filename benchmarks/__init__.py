"""How fast ivrplan is. `python -m benchmarks` runs all of them; each file also runs alone."""
