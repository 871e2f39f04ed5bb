"""The blocks of a configuration file, in words. A test compares them with what the configuration accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from ivrplan.config.blocks.decode import LABELS
from ivrplan.config.blocks.flowtests import TestModel
from ivrplan.config.request import Schemas
from ivrplan.diagnostics import Severity
from ivrplan.editor.modelwords import NODE_NAME, model_word, node_word
from ivrplan.editor.vocabulary import AttributeWord, BlockWord, Vocabulary
from ivrplan.flow.kinds import KINDS
from ivrplan.rules.choice import DEFAULT_PROFILES
from ivrplan.rules.rule import Profile
from ivrplan.rules.thresholds import THRESHOLDS
from ivrplan.workflow.project import load_providers, schemas

_ANY: Final[Mapping[str, Any]] = {}
_TEXT: Final[Mapping[str, Any]] = {"type": "string"}
_DAY: Final[Mapping[str, Any]] = {"type": "string", "format": "date"}
_FLAG: Final[Mapping[str, Any]] = {"type": "boolean", "default": False}
_TYPE: Final[Mapping[str, Any]] = {"type": "string", "x-ivrplan-type": "type"}
_REFERENCES: Final[Mapping[str, Any]] = {
    "type": "array",
    "items": {"type": "string"},
    "x-ivrplan-type": "list of references",
}


def _attribute(name: str, doc: str, schema: Mapping[str, Any] = _ANY) -> AttributeWord:
    return AttributeWord(name, doc, schema)


def _required(name: str, doc: str, schema: Mapping[str, Any] = _ANY) -> AttributeWord:
    return AttributeWord(name, doc, schema, required=True)


def _block(
    word: str,
    doc: str,
    *content: AttributeWord | BlockWord,
    labels: tuple[str, ...] = (),
    several: bool = True,
) -> BlockWord:
    attributes = {item.name: item for item in content if isinstance(item, AttributeWord)}
    blocks = {item.word: item for item in content if isinstance(item, BlockWord)}
    return BlockWord(word, doc, labels, attributes, blocks, several)


_DEPENDS_ON: Final = _attribute(
    "depends_on",
    "References to what has to come first, where nothing else in the block refers to it.",
    _REFERENCES,
)

_COUNT: Final = _attribute(
    "count",
    "How many instances: NAME[0].",
    {"type": ["integer", "string"], "x-ivrplan-type": "number"},
)
_FOR_EACH: Final = _attribute(
    "for_each",
    'One instance for each element of a map or a set of strings: NAME["key"].',
    {"x-ivrplan-type": "map, or set of strings"},
)

_RULE_NAMES: Final[Mapping[str, Any]] = {
    "type": "array",
    "items": {"type": "string", "x-ivrplan-type": "rule"},
}

_RULES: Final = _block(
    "rules",
    "Which rules are wanted, how seriously they are taken, and their numbers.",
    _attribute(
        "profiles",
        "Whole sets of rules. The core is always among them.",
        {"type": "array", "items": {"enum": list(Profile)}, "default": list(DEFAULT_PROFILES)},
    ),
    _attribute("select", "Further rules, by id or name.", _RULE_NAMES),
    _attribute("ignore", "Rules that are left out, by id or name. Hard rules cannot be.", _RULE_NAMES),
    _attribute(
        "severity",
        "Rules, by id or name, that are taken more or less seriously. Hard rules cannot be.",
        {"type": "object", "additionalProperties": {"enum": list(Severity)}},
    ),
    *(_attribute(each.name, each.doc, each.schema) for each in THRESHOLDS.values()),
    several=False,
)

_SETTINGS: Final = _block(
    "ivrplan",
    "Settings of the whole configuration: which versions may read it, where its state lies, its rules, who is told "
    "what an apply has done.",
    _attribute("required_version", 'Versions of ivrplan that may read this: ">= 0.1, < 2.0".', _TEXT),
    BlockWord("backend", "Where the state lies. Its attributes are constants.", ("type",), free=True),
    _RULES,
    _block(
        "audit",
        "The audit log: an entry for each change, chained so that tampering shows. IVRPLAN_AUDIT_PATH names one, too.",
        _required("path", "The log, from this folder on.", _TEXT),
        _attribute("required", "Nothing is applied while the log cannot be written.", _FLAG),
        several=False,
    ),
    _block(
        "metrics",
        "A file of metrics in the OpenMetrics format. IVRPLAN_METRICS_PATH names one, too.",
        _required("path", "The file, from this folder on.", _TEXT),
        several=False,
    ),
    _block(
        "webhook",
        "Where an event is posted after each change that has happened, signed. IVRPLAN_WEBHOOK_URL names one, too.",
        _required("url", "An http or https URL.", _TEXT),
        _attribute(
            "secret_env",
            "The environment variable that holds the secret for signatures; IVRPLAN_WEBHOOK_SECRET comes before it.",
            _TEXT,
        ),
        _attribute(
            "events",
            'The names of the events that are posted, a star at the end for all that begin so: ["flow.*"]. All when '
            "absent.",
            {"type": "array", "items": {"type": "string"}},
        ),
        _attribute(
            "timeout",
            "Seconds that a delivery may take, with everything that is tried again.",
            {"type": "integer", "minimum": 1, "maximum": 300, "default": 30},
        ),
        several=False,
    ),
    several=False,
)

_VARIABLE: Final = _block(
    "variable",
    "A value that is given from outside: var.NAME.",
    _attribute("type", "What values are brought to; any value when absent.", _TYPE),
    _attribute("default", "The value when none is given; a constant. Without it, a value has to be given."),
    _attribute("description", "What it is for, for people.", _TEXT),
    _attribute("sensitive", "The value is shown nowhere.", _FLAG),
    _attribute("nullable", "Whether null is a value.", {"type": "boolean", "default": True}),
    _block(
        "validation",
        "What values have to be like.",
        _required("condition", "True for values that are fine.", {"type": ["boolean", "string"]}),
        _required("error_message", "What people read when the condition is false.", _TEXT),
    ),
)

_LOCALS: Final = BlockWord("locals", "Names for values: local.NAME.", several=True, free=True)

_PROVIDER: Final = _block(
    "provider",
    "How to speak to one vendor.",
    _attribute(
        "alias", "A name for a further configuration of the same provider: provider = TYPE.ALIAS.", _TEXT
    ),
)

_FLOW: Final = _block(
    "flow",
    "A call flow: nodes, and edges between them, for any vendor. Refer to it as flow.NAME.",
    _attribute("entry", "The node where calls begin.", NODE_NAME),
    _attribute("description", "What the flow is for, for people.", _TEXT),
    _block(
        "allow",
        "Silences a rule in this flow, or at one of its nodes.",
        _required("reason", "Why that is fine. Plans show it.", _TEXT),
        _attribute("node", "The node at which the rule is silenced; the whole flow when absent.", NODE_NAME),
        _attribute("until", 'The last day on which it is silenced: "2027-01-31".', _DAY),
        labels=("rule",),
    ),
    *(node_word(word) for word in KINDS),
)


def _condition(word: str, doc: str) -> BlockWord:
    return _block(
        word,
        doc,
        _required("condition", "True where all is well.", {"type": ["boolean", "string"]}),
        _required("error_message", "What people read when the condition is false.", _TEXT),
    )


_PRECONDITION: Final = _condition("precondition", "What has to hold before; else it is not begun.")
_POSTCONDITION: Final = _condition(
    "postcondition",
    "What has to hold afterwards, of the object itself as self; else what needs it is skipped.",
)

_LIFECYCLE: Final = _block(
    "lifecycle",
    "How the resource may change.",
    _attribute("prevent_destroy", "A plan that deletes or replaces it is refused.", _FLAG),
    _attribute("create_before_destroy", "A replacement is created before the old one goes.", _FLAG),
    _attribute(
        "ignore_changes",
        "Attributes whose changes in the configuration are not applied: [name, release.tag], or all.",
        {"anyOf": [_REFERENCES, {"const": "all"}], "x-ivrplan-type": "list of attributes, or all"},
    ),
    _PRECONDITION,
    _POSTCONDITION,
    several=False,
)

_PROVIDER_OF: Final = _attribute(
    "provider",
    "Another configuration of the provider: TYPE.ALIAS, without quotes.",
    {"type": "string", "x-ivrplan-type": "provider"},
)

_RESOURCE: Final = _block(
    "resource",
    "One object at a vendor: TYPE.NAME.",
    _COUNT,
    _FOR_EACH,
    _PROVIDER_OF,
    _DEPENDS_ON,
    _LIFECYCLE,
)

_OUTPUT: Final = _block(
    "output",
    "A value that is shown after an apply, and kept in the state.",
    _required("value", "The value."),
    _attribute("description", "What it is for, for people.", _TEXT),
    _attribute("sensitive", "The value is shown nowhere, and not kept.", _FLAG),
    _DEPENDS_ON,
    _PRECONDITION,
)

_ID: Final = _attribute("id", "The vendor's id of the object.", _TEXT)
_NAME: Final = _attribute("name", "The object's name, if the vendor has one of that name only.", _TEXT)

_DATA: Final = _block(
    "data",
    "One object that somebody else manages, found by its id or name: data.TYPE.NAME.",
    _ID,
    _NAME,
    _COUNT,
    _FOR_EACH,
    _DEPENDS_ON,
    _PROVIDER_OF,
    _block("lifecycle", "What has to hold of it.", _PRECONDITION, _POSTCONDITION, several=False),
)

_CHECK: Final = _block(
    "check",
    "Assertions about what is there. One that does not hold is a warning.",
    _block(
        "data",
        "An object that only the assertions of this check can refer to.",
        _ID,
        _NAME,
        _DEPENDS_ON,
        _PROVIDER_OF,
        labels=("type", "name"),
        several=False,
    ),
    _condition("assert", "What should hold."),
)

_MODULE: Final = replace(
    _block(
        "module",
        "A call of a module: its outputs are module.NAME.OUTPUT. All other attributes are values of its variables.",
        _required("source", 'Where it is: "./FOLDER", or "git::URL//FOLDER?ref=TAG".', _TEXT),
        _COUNT,
        _FOR_EACH,
        _attribute(
            "providers",
            "The provider configurations that it gets, by its own names for them: { TYPE = TYPE.ALIAS }.",
            {"type": "object", "x-ivrplan-type": "map of provider configurations"},
        ),
        _DEPENDS_ON,
    ),
    free=True,
)

_ADDRESS: Final[Mapping[str, Any]] = {"type": "string", "x-ivrplan-type": "address"}

_TEST: Final = replace(model_word("test", TestModel, "flow"), labels=("name",), several=True)

_MOVED: Final = _block(
    "moved",
    "What was known by one address is known by another. Its object stays.",
    _required("from", "The former address of a resource, a module or a node of a flow.", _ADDRESS),
    _required("to", "Its address now.", _ADDRESS),
)

_REMOVED: Final = _block(
    "removed",
    "What is not declared any more.",
    _required("from", "The address of a resource block or of a module.", _ADDRESS),
    _block(
        "lifecycle",
        "What becomes of the objects.",
        _required(
            "destroy",
            "Whether they are deleted; otherwise they are not managed any more.",
            {"type": "boolean"},
        ),
        several=False,
    ),
)

_IMPORT: Final = _block(
    "import",
    "An object that the vendor has already is managed from now on.",
    _required("to", "The address of the resource that it becomes.", _ADDRESS),
    _attribute("id", "The vendor's id of the object.", _TEXT),
    _attribute("name", "The name of the object, instead of its id.", _TEXT),
    _attribute(
        "provider",
        "The provider configuration of a resource that is still to be written.",
        {"type": "string", "x-ivrplan-type": "provider"},
    ),
    _attribute(
        "for_each",
        "One import for each element of a map or a set of strings.",
        {"x-ivrplan-type": "map, or set of strings"},
    ),
)

BLOCKS: Final[Mapping[str, BlockWord]] = MappingProxyType(
    {
        block.word: block
        for block in (
            _SETTINGS,
            _VARIABLE,
            _LOCALS,
            _PROVIDER,
            _FLOW,
            _RESOURCE,
            _OUTPUT,
            _MODULE,
            _MOVED,
            _REMOVED,
            _IMPORT,
            _DATA,
            _CHECK,
            _TEST,
        )
    }
)
"""The blocks that are explained, by word."""


def known_words(environment: Mapping[str, str]) -> Vocabulary:
    """All words of a configuration, with those of all installed providers.

    Args:
        environment: the process's environment.
    """
    return vocabulary(schemas(load_providers(environment)))


def vocabulary(known: Schemas) -> Vocabulary:
    """All words of a configuration.

    Args:
        known: what provider and resource blocks may say.
    """
    return Vocabulary(
        blocks={word: _known(word, labels) for word, labels in LABELS.items()},
        resources={
            name: model_word(name, schema.model, schema.flow) for name, schema in known.resources.items()
        },
        providers={name: model_word(name, model) for name, model in known.providers.items()},
        computed={name: schema.computed for name, schema in known.resources.items()},
    )


def _known(word: str, labels: Iterable[str]) -> BlockWord:
    """The words for a block; one that nobody has explained yet may say anything."""
    found = BLOCKS.get(word) or BlockWord(word, "", several=True, free=True)
    return BlockWord(
        word, found.doc, tuple(labels), found.attributes, found.blocks, found.several, found.free
    )
