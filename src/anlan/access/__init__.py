"""Who may: accounts, sign-in, second factors, tokens, roles and their scopes, and why."""
