"""Which resources and data each thing needs, by their addresses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ivrplan.address import InstanceKey
from ivrplan.config.evaluation.module import Module

_NONE: Final[frozenset[str]] = frozenset()


class Addresses:
    """What things need, found once the configuration has been evaluated.

    A block that refers to another one as a whole needs all instances of it. One whose instances refer to those of their
    own key (`cxone_ivr_flow.main[each.key]`) needs only these: a thousand instances of two blocks have a thousand
    dependencies, and not a million.

    Args:
        modules: all modules.
    """

    def __init__(self, modules: Collection[Module]) -> None:
        self._of_block: dict[str, frozenset[str]] = {}
        self._of_blocks: dict[frozenset[str], frozenset[str]] = {}
        self._of_instance: dict[str, frozenset[str]] = {}
        for module in modules:
            evaluator, prefix = module.evaluator, module.evaluator.program.prefix
            for key in (*module.parts.resources, *module.parts.data):
                instances = (evaluator.full_name(key, instance) for instance in evaluator.instances(key))
                self._of_block[f"{prefix}{key}"] = frozenset(instances)
        self._data = _NONE.union(*(self._data_of(module) for module in modules))
        for module in modules:
            for key in module.evaluator.program.order.keys:
                self._align(module, key)

    def _data_of(self, module: Module) -> frozenset[str]:
        prefix = module.evaluator.program.prefix
        return _NONE.union(*(self._of_block[f"{prefix}{key}"] for key in module.parts.data))

    def resources(self, module: Module, key: str) -> frozenset[str]:
        """The addresses of the resources that something in a module needs."""
        return self._of(module.evaluator.program.reach[key]) - self._data

    def resources_of(self, module: Module, key: str, instance: InstanceKey) -> frozenset[str]:
        """The addresses of the resources that an instance of a block needs."""
        return self._needed(module, key, instance) - self._data

    def data_of(self, module: Module, key: str, instance: InstanceKey) -> frozenset[str]:
        """The addresses of the data that an instance of a block needs."""
        return self._needed(module, key, instance) & self._data

    def _needed(self, module: Module, key: str, instance: InstanceKey) -> frozenset[str]:
        name = module.evaluator.full_name(key, instance)
        return self._of_instance.get(name) or self._of(module.evaluator.program.reach[key])

    def _align(self, module: Module, key: str) -> None:
        """Find out what each instance of a block needs that refers to others by its own key; those come before it."""
        aligned = module.found.aligned.get(key)
        if not aligned:
            return
        evaluator = module.evaluator
        reach = evaluator.program.reach
        rest = self._of(reach.of_all(module.found.needs[key] - aligned) | reach.first)
        for instance in evaluator.instances(key):
            parts = [self._aligned(module, other, instance) for other in aligned]
            self._of_instance[evaluator.full_name(key, instance)] = rest.union(*parts)

    def _aligned(self, module: Module, key: str, instance: InstanceKey) -> frozenset[str]:
        evaluator = module.evaluator
        if instance not in evaluator.instances(key):
            return self._of(evaluator.program.reach.with_itself(key))
        return self._needed(module, key, instance) | {evaluator.full_name(key, instance)}

    def _of(self, blocks: frozenset[str]) -> frozenset[str]:
        if blocks not in self._of_blocks:
            self._of_blocks[blocks] = _NONE.union(*(self._of_block[block] for block in blocks))
        return self._of_blocks[blocks]
