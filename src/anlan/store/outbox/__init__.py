"""The outbox: what must be told to the outside is written with the change and told afterwards.

The ledger itself is what is told: each endpoint follows it from where it began, so that a change
costs nothing more to be told. An entry that is of interest becomes a delivery.

Delivery is at least once, in order for each subject and endpoint, with signature, back-off, dead
letters and replay. A receiver drops what it has met before by the message's id.
"""
