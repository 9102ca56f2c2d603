"""The ledger: what the service remembers, and the verbs that change it.

Verbs take the open transaction ``db`` first and the time as an argument, raise a domain exception that says
what happened, and never commit: the edge that opened the transaction owns it.
"""
