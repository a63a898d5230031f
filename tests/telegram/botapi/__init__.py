"""A Bot API server of our own, for tests: strict, in memory, built from Telegram's documentation of Bot API 10.0.

It is no copy of Telegram's. It knows the methods that Canbao calls, refuses whatever the documentation forbids (and a
parameter that it does not name), and answers in the words that Telegram's server uses. What it accepts and Telegram
refuses is a defect of it.
"""
