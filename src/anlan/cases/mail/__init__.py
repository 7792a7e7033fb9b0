"""Mails of residents: read from the city's mailbox as reports, and letters that answer them.

What a mail says of its sender beside the address is dropped; the address is a contact like any
other, sealed and erased in its time.
"""
