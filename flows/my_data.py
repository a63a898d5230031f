"""My data: what is kept about somebody is shown to them, and all of it deleted, whenever they want it."""

from dataclasses import replace

from flows.exchange import Exchange
from flows.reply import Reply, Turn
from flows.showing import reviewed
from flows.state import State
from flows.words import Words, _

FORGOTTEN = _("都删掉了，我这里没有您的任何记录了。以后想问，随时再来，就当第一次见面。")
_NO_NEWS = _("好，以后不主动给您发通知和提醒了。您来问，我照样答。想再收到，说「订阅」。")
_NEWS = _("好，有跟您有关的通知和提醒，我会发给您。不想收了，说「退订」。")


def shown(at: Exchange) -> Turn:
    """The answers so far, each to be changed. How much else is kept is said by whoever keeps it."""
    step = at.step
    turn = at.ask_about("my_data")
    return replace(turn, reply=turn.reply.but(review=reviewed(step) if step else ()), wants="my_data")


def forget(at: Exchange) -> Turn:
    """Ask before anything is deleted: a slip of the finger must not cost what was filled in."""
    return at.ask_about("forget")


def confirmed(at: Exchange) -> Turn:
    """Delete everything, where that was asked last.

    Whoever is not known has just been forgotten, and the platform has sent their tap again: they are told again.
    Anybody else has found an old button, and is asked again.
    """
    language = at.state.language
    if at.state.prompt != "forget" and at.state != State(language=language):
        return forget(at)
    return Turn(State(language=language), Reply("forgotten", "aside", Words(FORGOTTEN)), wants="forget")


def unsubscribed(at: Exchange) -> Turn:
    """No more news, until they want it again; what they ask themselves is answered as before."""
    return replace(at.aside(Reply("unsubscribed", "aside", Words(_NO_NEWS))), wants="unsubscribe")


def subscribed(at: Exchange) -> Turn:
    """News again."""
    return replace(at.aside(Reply("subscribed", "aside", Words(_NEWS))), wants="subscribe")
