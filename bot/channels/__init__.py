"""The platforms' edges: a signed request becomes a ``Message``, a ``Reply`` becomes the bytes that answer it.

``official`` joins the Official Account's webhook (``verify``, ``seal``, ``wire``, ``messages``, ``render``);
``client`` sends (``tokens``, ``transport``, ``refusals``).

Of wechatpy 1.8.18 is used: its signer (``WeChatSigner``), its AES cipher (``WeChatCipher``), and its API client
for the payloads of customer-service messages, mass sends, menus and codes. What is written here instead was
measured at fault: comparing signatures (not in constant time, no freshness), unsealing (no padding check,
built-in exceptions, a random prefix from a guessable generator), parsing (unrelated exceptions, no limits, control
characters fatal, unknown events nameless), rendering (``]]>`` rewrites the envelope), tokens (no
``stable_token``, endless retries, no single flight) and reading answers (HTML or half a JSON counts as sent,
secrets in error texts).
"""
