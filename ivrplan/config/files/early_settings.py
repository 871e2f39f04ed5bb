"""The `ivrplan` block alone: for those who need to know where states lie, but no values and no flows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ivrplan.config.blocks.settings import read_settings
from ivrplan.config.blocks.shape import twice
from ivrplan.config.configuration import Settings
from ivrplan.config.files.early import FirstPass, first_pass
from ivrplan.config.files.loader import Files, configuration_files
from ivrplan.diagnostics import ConfigurationError, Problems, error
from ivrplan.language.syntax import Block
from ivrplan.language.template import TemplateEngine


def load_settings(root: Path) -> Settings:
    """What the folder's `ivrplan` block says. No variable needs a value, and no template runs.

    Raises:
        ConfigurationError: the files cannot be read, or the block is made by templates.
    """
    problems = Problems()
    files = Files(root, problems)
    engine = TemplateEngine(root, {})
    passes: list[FirstPass] = []
    for file in files.read(configuration_files(root)):
        try:
            passes.append(first_pass(file, engine))
        except ConfigurationError as failure:
            problems.catch(failure)
    blocks = [block for item in passes for block in _blocks(item, problems)]
    problems.add(*(twice('The block "ivrplan"', blocks[0], other) for other in blocks[1:]))
    settings = read_settings(blocks[0] if blocks else None, problems)
    problems.raise_if_failed()
    return settings


def _blocks(item: FirstPass, problems: Problems) -> Iterator[Block]:
    if not item.blocks.templates:
        problems.add(*item.parsed.diagnostics)
    for block in item.parsed.body.blocks:
        if block.type != "ivrplan":
            continue
        template = item.blocks.template_in(block.start, block.body.end)
        if template is None:
            yield block
            continue
        detail = "The block ivrplan holds a template. Where all workspaces have their states cannot be told from it."
        problems.add(
            error(
                "Template in settings", detail, hint="Write the block out, without templates.", range=template
            )
        )
