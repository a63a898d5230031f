"""Posters: a registered, signed entry behind a code on paper; made by clerks, scanned or typed by residents."""
