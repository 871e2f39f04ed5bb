"""What expressions and templates can call: Terraform's functions by their names, one family a file.

`table.py` lists all of them; a function that is not in the table does not exist. None of them depends on anything but
its arguments, the files below the root folder and the environment.
"""
