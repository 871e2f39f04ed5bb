"""The language server: its life, and which files are open."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

import ivrplan
from ivrplan.config.request import LoadRequest
from ivrplan.editor.blocks import vocabulary
from ivrplan.editor.library import ENDINGS, Library, is_ours
from ivrplan.editor.texts import Encoding
from ivrplan.lsp.checks import Checks
from ivrplan.lsp.convert import path_of
from ivrplan.workflow.project import load_providers, schemas

P = ParamSpec("P")
T = TypeVar("T")


class Server(LanguageServer):
    """A server for one editor.

    Args:
        request: the values, the workspace and the environment that every folder is loaded with.

    Attributes:
        library: the files.
        checks: the checks of their folders.
    """

    def __init__(self, request: LoadRequest) -> None:
        super().__init__("ivrplan", ivrplan.__version__)
        providers = load_providers(request.environment)
        self.library = Library(vocabulary(schemas(providers)))
        self.checks = Checks(
            self.library,
            providers,
            request,
            publish=self.text_document_publish_diagnostics,
            failed=self.tell_failure,
        )

    @property
    def encoding(self) -> Encoding:
        """In which units the editor counts columns."""
        return self.checks.encoding

    def tell_failure(self, what: str, failure: Exception) -> None:
        """Say that something broke down. What exactly an unforeseen exception says may hold a secret, so only its kind is told."""
        text = f"{what} failed: {type(failure).__name__}."
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What the protocol's own code could not do."""
        self.tell_failure(getattr(source, "__name__", "A message"), error)


Answer = Callable[Concatenate[Server, P], T]


def guarded(answer: Answer[P, T]) -> Answer[P, T | None]:
    """An answer that is None when it breaks down: the editor's next question is answered again."""

    @functools.wraps(answer)
    def safe(ls: Server, /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return answer(ls, *args, **kwargs)
        except Exception as failure:  # noqa: BLE001 - a broken answer must not end the server
            ls.tell_failure(f"The answer to {answer.__name__}", failure)
            return None

    return cast("Answer[P, T | None]", safe)


@guarded
def initialized(ls: Server, _params: types.InitializedParams) -> None:
    """Learn in which units the editor counts, and ask to be told of files that change on the disk."""
    chosen = ls.server_capabilities.position_encoding
    ls.checks.encoding = Encoding(str(getattr(chosen, "value", chosen) or Encoding.UTF_16))
    if _can_watch(ls):
        watchers = [types.FileSystemWatcher(f"**/*{ending}") for ending in ENDINGS]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wish = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([wish]))


def _can_watch(ls: Server) -> bool:
    able = ls.client_capabilities.workspace
    return bool(able and able.did_change_watched_files and able.did_change_watched_files.dynamic_registration)


@guarded
def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take a file's text and check its folder."""
    _take(ls, params.text_document.uri)


@guarded
def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Take a file's new text and check its folder."""
    _take(ls, params.text_document.uri)


@guarded
def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Check again: functions may read what was saved."""
    _take(ls, params.text_document.uri)


@guarded
def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Go back to what the disk has."""
    path = _ours(params.text_document.uri)
    if path is not None:
        roots = ls.library.roots_of(path)
        ls.library.drop(path)
        _check(ls, roots)


@guarded
def did_change_watched_files(ls: Server, _params: types.DidChangeWatchedFilesParams) -> None:
    """Check again what was checked before."""
    ls.checks.all_changed()


@guarded
def shutdown(ls: Server, _params: None) -> None:
    """Begin nothing more."""
    ls.checks.stop()


def _ours(uri: str) -> Path | None:
    path = path_of(uri)
    return path if path is not None and is_ours(path) else None


def _take(ls: Server, uri: str) -> None:
    path = _ours(uri)
    if path is not None:
        ls.library.put(path, ls.workspace.get_text_document(uri).source)
        _check(ls, ls.library.roots_of(path))


def _check(ls: Server, roots: Iterable[Path]) -> None:
    for root in roots:
        ls.checks.changed(root)
