"""Pictures out of dots: two by four of them in the cell of a braille letter. Pure."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from secondme.memory.braille import ACROSS, BITS, BLANK, DOWN


class Canvas:
    """Cells of a width and a height. Dots outside of it are left out; the style set last holds for the whole cell."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._dots = [bytearray(self.width) for _ in range(self.height)]
        self._styles: list[dict[int, Style]] = [{} for _ in range(self.height)]
        self._texts: list[dict[int, tuple[str, Style]]] = [{} for _ in range(self.height)]

    def dot(self, x: int, y: int, style: Style | None = None) -> None:
        """Sets a dot: `x` in 0 to 2 · width - 1 from the left, `y` in 0 to 4 · height - 1 from the top."""
        column, row = x // ACROSS, y // DOWN
        if 0 <= column < self.width and 0 <= row < self.height:
            self._dots[row][column] |= BITS[y % DOWN][x % ACROSS]
            if style is not None:
                self._styles[row][column] = style

    def line(self, x: int, y: int, to_x: int, to_y: int, style: Style | None = None) -> None:
        """Sets the dots from one to another (Bresenham 1965)."""
        across, down = abs(to_x - x), -abs(to_y - y)
        step_x, step_y = (1 if x < to_x else -1), (1 if y < to_y else -1)
        error = across + down
        while True:
            self.dot(x, y, style)
            if x == to_x and y == to_y:
                return
            twice = 2 * error
            if twice >= down:
                error += down
                x += step_x
            if twice <= across:
                error += across
                y += step_y

    def write(self, column: int, row: int, text: str, style: Style | None = None) -> bool:
        """Writes a text over the dots, cut at the right edge; False where another text or the edge is in the way."""
        size = min(cell_len(text), self.width - column)
        if not (0 <= row < self.height and column >= 0 and size > 0):
            return False
        for at, (there, _) in self._texts[row].items():
            if at < column + size + 1 and column < at + cell_len(there) + 1:
                return False
        self._texts[row][column] = (set_cell_size(text, size), style or Style())
        return True

    def strips(self, base: Style | None = None) -> list[Strip]:
        """The lines, each as wide as the canvas."""
        return [self._strip(row, base or Style()) for row in range(self.height)]

    def _strip(self, row: int, base: Style) -> Strip:
        segments: list[Segment] = []
        column = 0
        while column < self.width:
            if column in self._texts[row]:
                text, style = self._texts[row][column]
                segments.append(Segment(text, base + style))
                column += cell_len(text)
                continue
            bits = self._dots[row][column]
            letter = chr(BLANK + bits) if bits else " "
            segments.append(Segment(letter, base + self._styles[row].get(column, Style())))
            column += 1
        return Strip(segments, self.width).simplify()
