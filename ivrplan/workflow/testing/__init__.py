"""Running the tests of a configuration offline.

    selection.py   which tests are meant: by name, by address, by a part of their names
    trying.py      the calls themselves, simulated here or in processes beside this one
    judging.py     whether a call went as it had to go
    telling.py     what is wrong with one, as messages; accounts.py: how it went, in lines
    generating.py  tests for what no test passes yet, as text of a configuration
    references.py  how the root module refers to a flow
    reports.py     reports in files

What a test may say is config's concern, how a call goes through a flow is flow's. Trying tests at a vendor before a
release is the providers' concern.
"""
