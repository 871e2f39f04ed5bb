"""What linting found, in the forms that people and programs read.

text.py      for people: source lines, the caller's path, how to mend it; or a line each
document.py  JSON
sarif.py     SARIF 2.1.0, for code scanning
junit.py     JUnit XML, for reports of tests
github.py    annotations of GitHub Actions
gitlab.py    GitLab's code quality report
table.py     which forms there are
"""
