"""Jinja: source files -> HCL text that still knows where every character was written.

Templates see what is known before any vendor is asked: variables, constant locals, `path`, `workspace`, functions,
macros, and other files. Values are escaped by where they are put (see `templating.escape`), so that none can become
code; positions are exact through loops, macros and includes.

Two marks need care in HCL: `{{` and `{%` begin Jinja, and so does `{#`, a comment of Jinja that ends with `#}`. HCL's
own `${`, `%{` and `}}` mean nothing to Jinja outside of its tags.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from jinja2 import TemplateSyntaxError

from ivrplan.language.source import SourceText
from ivrplan.language.templating.check import check
from ivrplan.language.templating.early import EarlyBlocks, early_blocks, outline
from ivrplan.language.templating.failure import Explainer, output_limit, syntax_error, too_deep
from ivrplan.language.templating.fragment import Fragment, Segment, assemble
from ivrplan.language.templating.generate import Generated, generate
from ivrplan.language.templating.limits import Account, LimitError, TemplateLimits
from ivrplan.language.templating.loader import RootLoader, instantiate
from ivrplan.language.templating.opaque import shown
from ivrplan.language.templating.sandbox import TemplateEnvironment
from ivrplan.language.templating.tokens import SourceFile, TokenSpan, has_templates, with_plain_line_ends
from ivrplan.language.values import Value

_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class TemplateContext:
    """What the templates of a module see by name, made once for all its files.

    Attributes:
        variables: the values; what must not become text has been replaced by what stands for it.
    """

    variables: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, values: Mapping[str, Value]) -> TemplateContext:
        """The context for values by their names (`var`, `local`, `path`, `workspace`)."""
        return cls({name: shown(value, name) for name, value in values.items()})


class TemplateEngine:
    """Renders the files of one root folder. Each file is compiled once.

    Args:
        root: the folder that holds everything templates may include or import.
        functions: what templates can call, by name; called with values of the language, by position.
        limits: what one rendering may use up.
        prefix: what the names of all files begin with: the way to the folder, as people name it, with a slash at its
            end; empty for the root folder.
    """

    def __init__(
        self,
        root: Path,
        functions: Mapping[str, Callable[..., Value]],
        limits: TemplateLimits | None = None,
        prefix: str = "",
    ) -> None:
        self._limits = limits or TemplateLimits()
        self._environment = TemplateEnvironment(functions)
        self._loader = RootLoader(root, self._compile, prefix)
        self._environment.loader = self._loader
        self._environment.resolve = self._loader.resolve
        self._compiled: OrderedDict[tuple[str, str], Generated] = OrderedDict()
        self._count = 0

    def render(self, file: str, text: str, context: Mapping[str, Value] | TemplateContext) -> SourceText:
        r"""The text of a file with everything that is Jinja worked out.

        Args:
            file: the file as people name it: its path from the root folder on, with forward slashes.
            text: what it holds, with any line ends.
            context: the values that templates see by name: `var`, `local`, `path`, `workspace`.

        Returns:
            The text; line ends are `\n`.

        Raises:
            ConfigurationError: the template is invalid or fails. Every diagnostic has its exact place.
        """
        plain = with_plain_line_ends(text)
        if not has_templates(plain):
            return SourceText.of_file(file, plain)
        seen = context if isinstance(context, TemplateContext) else TemplateContext.of(context)
        generated = self._compile(SourceFile(file, plain))
        account = Account(self._limits)
        environment = self._environment.for_rendering(account, seen.variables)
        try:
            return assemble(file, _segments(environment, account, generated))
        except Exception as failure:  # noqa: BLE001 - whatever a template does wrong is the user's to read, never a traceback
            explainer = Explainer(environment, self._loader)
            raise explainer.explain(failure) from None

    def early_blocks(self, file: str, text: str) -> EarlyBlocks:
        """The blocks of a file that can be read before it is rendered: `variable`, `locals` and `ivrplan`.

        They are plain HCL; whatever is Jinja in them is blank or a row of `MARKER`, and listed. A variable block in
        which `template_in` finds something is a mistake; a local in which it does is not known to templates.

        Args:
            file: the file as people name it.
            text: what it holds, with any line ends.

        Raises:
            ConfigurationError: Jinja's tags cannot even be told from the text.
        """
        source = SourceFile(file, with_plain_line_ends(text))
        return early_blocks(source, self._tokens(source))

    def outline(self, file: str, text: str) -> EarlyBlocks:
        """All that can be in a file, whatever its templates come to: each branch, and each loop once.

        Args:
            file: the file as people name it.
            text: what it holds, with any line ends.

        Raises:
            ConfigurationError: Jinja's tags cannot even be told from the text.
        """
        source = SourceFile(file, with_plain_line_ends(text))
        return outline(source, self._tokens(source))

    def _tokens(self, source: SourceFile) -> list[TokenSpan]:
        lexer = self._environment.offset_lexer
        try:
            return [TokenSpan(*token) for token in lexer.fresh().tokeniter(source.text, source.name)]
        except TemplateSyntaxError as failure:
            raise syntax_error(failure, source, lexer) from None

    def _compile(self, file: SourceFile) -> Generated:
        key = (file.name, file.text)
        if key in self._compiled:
            self._compiled.move_to_end(key)
            return self._compiled[key]
        self._compiled[key] = generated = self._compile_anew(file)
        if len(self._compiled) > _KEPT:
            self._compiled.popitem(last=False)
        return generated

    def _compile_anew(self, file: SourceFile) -> Generated:
        environment = self._environment
        self._count += 1
        try:
            tree = environment.parse_file(file)
            slots = check(tree, environment.filters, environment.tests)
            return generate(environment, tree, slots, self._count)
        except TemplateSyntaxError as failure:
            raise syntax_error(failure, file, environment.offset_lexer) from None
        except (RecursionError, SyntaxError, MemoryError):
            raise too_deep(file) from None


def _segments(environment: TemplateEnvironment, account: Account, generated: Generated) -> Iterator[Segment]:
    """Run a template and yield what it writes, piece by piece."""
    template = instantiate(environment, generated, environment.globals)
    fragments = cast("Iterator[Fragment]", template.root_render_func(template.new_context()))
    for fragment in fragments:
        try:
            account.put(fragment.size)
        except LimitError as failure:
            raise output_limit(failure, fragment) from None
        yield from fragment.segments
