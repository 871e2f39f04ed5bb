"""A folder of files -> one Configuration.

    configuration.py   what the rest of ivrplan gets: plain results and what can be evaluated later
    request.py         what a caller says to have a folder loaded
    build.py           the phases from one to the other, in order
    loader.py          files -> text
    variables.py       declarations and texts -> values
    decode.py          blocks -> typed declarations with their places
    scope.py           what expressions see, evaluated when it is asked for
    flows.py           flow blocks -> call flows
    resources.py       resource blocks -> one block an instance
    dependencies.py    who needs whom

How text becomes syntax and values is the language's concern; what a flow may be is the flow package's; what a
provider's or a resource's block may say comes in as `Schemas`. Nothing here speaks to a vendor or reads the state.
"""
