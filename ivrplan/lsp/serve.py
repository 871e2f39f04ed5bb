"""A server with all its answers, and how it is run."""

from __future__ import annotations

import logging
import os
import signal
from types import FrameType
from typing import Final, NoReturn

from lsprotocol import types

from ivrplan.config.request import LoadRequest
from ivrplan.lsp import answers, server
from ivrplan.lsp.server import Server

INTERRUPTED: Final = 130
"""The status after Ctrl-C, as of every command."""


def create(request: LoadRequest) -> Server:
    """A server that answers everything that it can.

    Args:
        request: the values, the workspace and the environment that every folder is loaded with.
    """
    made = Server(request)
    made.feature(types.INITIALIZED)(server.initialized)
    made.feature(types.SHUTDOWN)(server.shutdown)
    made.feature(types.TEXT_DOCUMENT_DID_OPEN)(server.did_open)
    made.feature(types.TEXT_DOCUMENT_DID_CHANGE)(server.did_change)
    made.feature(types.TEXT_DOCUMENT_DID_SAVE)(server.did_save)
    made.feature(types.TEXT_DOCUMENT_DID_CLOSE)(server.did_close)
    made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(server.did_change_watched_files)
    made.feature(types.TEXT_DOCUMENT_HOVER)(answers.hover)
    triggers = types.CompletionOptions(trigger_characters=[".", '"', "{"])
    made.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)(answers.completions)
    made.feature(types.TEXT_DOCUMENT_DEFINITION)(answers.definition)
    made.feature(types.TEXT_DOCUMENT_REFERENCES)(answers.references)
    made.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)(answers.highlight)
    made.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)(answers.prepare_rename)
    made.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))(answers.rename)
    made.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(answers.document_symbols)
    made.feature(types.TEXT_DOCUMENT_FORMATTING)(answers.formatting)
    return made


def serve(request: LoadRequest) -> None:
    """Answer on stdin and stdout until the editor says that it is over.

    Args:
        request: the values, the workspace and the environment that every folder is loaded with.
    """
    _silence()
    signal.signal(signal.SIGINT, _leave)
    create(request).start_io()


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End at once: nothing is kept that could be lost, and a thread that waits for stdin would hold up any other end."""
    os._exit(INTERRUPTED)


def _silence() -> None:
    """Keep the protocol's own code from writing messages, and texts in them, to stderr: the editor is told what failed."""
    log = logging.getLogger("pygls")
    log.addHandler(logging.NullHandler())
    log.propagate = False
