"""The vendors' stand-in: every vendor dialect that ivrplan speaks, served on one port.

This package owns what a vendor would answer (its strictness, versions, tokens, rates, delays) and the control
plane with which a test steers it. It imports nothing of ivrplan's other packages and shares no model with the
providers: a client and a simulator that share a mistake hide it. How the tool talks to a vendor is the business
of `ivrplan.providers`; printing and options of `ivrplan sandbox` belong to the command line.
"""
