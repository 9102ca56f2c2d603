"""The platforms' edges: a signed request becomes a ``Message``, a ``Reply`` becomes the bytes that answer it.

Both platforms share the signature (``verify``), the encryption (``seal``), the bodies (``wire``), the reading of
fields (``messages``), the writing of answers (``render``) and the calls (``transport``, ``tokens``); ``incoming`` has
what the webhook sees of a channel. ``official`` is the Official Account's webhook and ``client`` sends for it
(``refusals``: its codes); ``wecom`` is the same for a WeCom app.

Of wechatpy 1.8.18 is used: its signer (``WeChatSigner``), its AES cipher (``WeChatCipher``), and its API client
for the payloads of customer-service messages, mass sends, menus and codes. What is written here instead was
measured at fault: comparing signatures (not in constant time, no freshness), unsealing (no padding check,
built-in exceptions, a random prefix from a guessable generator), parsing (unrelated exceptions, no limits, control
characters fatal, unknown events nameless), rendering (``]]>`` rewrites the envelope), tokens (no
``stable_token``, endless retries, no single flight) and reading answers (HTML or half a JSON counts as sent,
secrets in error texts).
"""
