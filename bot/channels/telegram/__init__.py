"""Telegram: the Bot API on one side, the conversation on the other."""
