"""Announcements: the right people are told the right thing once, and it is accounted for."""
