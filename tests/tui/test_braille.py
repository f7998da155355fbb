"""Pictures out of dots."""

from __future__ import annotations

from rich.style import Style

from secondme.tui.braille import Canvas


def lines(canvas: Canvas) -> list[str]:
    return [strip.text for strip in canvas.strips()]


def test_a_dot_lights_its_own_place_in_its_cell() -> None:
    canvas = Canvas(2, 1)
    canvas.dot(0, 0)
    canvas.dot(3, 3)
    assert lines(canvas) == ["⠁⢀"]


def test_a_line_meets_both_of_its_ends_in_every_direction() -> None:
    for end in ((7, 0), (7, 7), (0, 7), (3, 7), (7, 3)):
        there, back = Canvas(4, 2), Canvas(4, 2)
        there.line(0, 0, *end)
        back.line(*end, 0, 0)
        for canvas in (there, back):
            assert canvas.strips()[0].text[0] != " "
            assert canvas.strips()[end[1] // 4].text[end[0] // 2] != " "
    flat = Canvas(3, 1)
    flat.line(0, 3, 5, 3)
    assert lines(flat) == ["⣀⣀⣀"]


def test_what_lies_outside_is_left_out() -> None:
    canvas = Canvas(1, 1)
    for x, y in ((-1, 0), (2, 0), (0, -1), (0, 4)):
        canvas.dot(x, y)
    assert lines(canvas) == [" "]
    assert Canvas(0, 0).strips() == []


def test_a_text_covers_dots_is_cut_at_the_edge_and_never_covers_another() -> None:
    canvas = Canvas(6, 1)
    canvas.line(0, 0, 11, 0)
    assert canvas.write(1, 0, "猫ab")
    assert not canvas.write(3, 0, "x")
    assert not canvas.write(0, 1, "x")
    assert not canvas.write(6, 0, "x")
    (strip,) = canvas.strips(Style(dim=True))
    assert strip.text == "⠉猫ab⠉"
    assert strip.cell_length == 6
    narrow = Canvas(2, 1)
    assert narrow.write(1, 0, "猫")
    assert narrow.strips()[0].cell_length == 2
