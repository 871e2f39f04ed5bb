"""The code that speaks to vendors.

    contract.py   what a provider and a resource type are; plan and apply know nothing else of them
    gate.py       what has to hold before callers get a new version
    releasing.py  resource types with `release` blocks: what callers get, beside what is saved
    versions.py   resource types whose vendor keeps the versions that callers got
    table.py      one line a provider
    http/         the one HTTP core: tokens, retries, request rate, redaction, errors
    hooks/        addresses that a vendor posts its events to, as resources: what is alike for all
    cxone/        NICE CXone
    genesys/      Genesys Cloud

A provider folder always has the same files: `provider.py` (configuration, resource types), `api.py` (endpoints),
`convert.py` (flow <-> vendor document), `limits.py` (what the vendor cannot do, as rules). What changes are needed is
decided in plan; a provider only says what steps a change takes and runs them.
"""
