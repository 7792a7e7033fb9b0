"""Work to be done apart from requests: queued in the database, taken by leases, done once."""
