"""Rules about flows in which calls get lost: true for every vendor, all of them errors."""
