"""One command a file, each with one `command`. Imported when that command runs, by `cli.main`."""
