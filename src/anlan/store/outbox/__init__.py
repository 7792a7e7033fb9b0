"""The outbox: what must be told to the outside is written with the change and told afterwards.

Delivery is at least once, in order for each subject and endpoint, with signature, back-off, dead
letters and replay. A receiver drops what it has met before by the message's id.
"""
