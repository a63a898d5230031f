"""The bot against Bot API servers that nobody here wrote: `make e2e-telegram`.

Each of them knows another part of the Bot API. What one gets wrong is mended by a proxy of ours in front of it, which
says what it mends; the bot is `canbao serve` itself, or, for the one that lives in the process of the bot, its parts.
"""
