"""Sign in by a provider of OpenID Connect, such as the city's own directory.

The authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0; RFC 7636; RFC 9700,
the best practice of OAuth's security), by the parts of Authlib that need no web framework, over
httpx. Nothing is kept on the server between the two steps: what must be remembered goes sealed
into a cookie.

- ``settings``: the providers, from the file that ``ANLAN_OIDC`` names
- ``flow``: begin and finish a sign-in
- ``documents``, ``ask``: what the provider publishes, and every request to it
- ``idtoken``: whether an ID token may be believed
- ``person``: the account of whoever signed in
"""

from anlan.access.oidc.flow import Begun, SignOn
from anlan.access.oidc.idtoken import Identity
from anlan.access.oidc.person import account_for
from anlan.access.oidc.settings import Provider, providers

__all__ = ["Begun", "Identity", "Provider", "SignOn", "account_for", "providers"]
