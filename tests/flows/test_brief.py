"""Brief texts: what follows from them is worked out once, and from long ones each time."""

from flows.brief import brief


def test_only_what_follows_from_a_brief_text_is_kept() -> None:
    worked_out = []

    @brief
    def length(text: str) -> int:
        worked_out.append(text)
        return len(text)

    long = "啊" * 25
    assert [length(text) for text in ("好的", "好的", long, long, "")] == [2, 2, 25, 25, 0]
    assert worked_out == ["好的", long, long, ""]
