"""The account: whose it is that runs a command, as the system knows it, whatever the environment says."""

import os
import sys


def account() -> str:
    """The name of the account; its number where it has none, as in some containers.

    Who became root by sudo is named as themselves, though root could say anything: on this machine root is everybody.
    """
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    user = os.getuid()
    if user == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        user = int(os.environ["SUDO_UID"])
    try:
        return pwd.getpwuid(user).pw_name
    except (KeyError, OverflowError):
        return str(user)
