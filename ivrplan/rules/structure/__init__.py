"""Rules about flows in which calls get lost: true for every vendor. Errors, and warnings where a vendor may know a way."""
