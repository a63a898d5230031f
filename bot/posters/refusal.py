"""A refusal: why a poster cannot be made, printed or withdrawn, for a clerk in the chat or at the command line."""


class PosterRefused(Exception):
    """It cannot be done; the sentence tells a clerk why, and what to do."""


class NoSuchPoster(PosterRefused):
    """There is no poster with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"没有参保码是 {code} 的海报。用 canbao poster list 看有哪些。")
