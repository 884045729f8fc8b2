"""Reads a QR code from a picture, as a camera on a good day does: ISO/IEC 18004 without repairing errors."""

from itertools import groupby, zip_longest

from segno import consts

FORMAT_MASK = 0b101010000010010
LEVELS = {
    0b01: consts.ERROR_LEVEL_L,
    0b00: consts.ERROR_LEVEL_M,
    0b11: consts.ERROR_LEVEL_Q,
    0b10: consts.ERROR_LEVEL_H,
}
MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
ALIGNMENT = dict(enumerate(consts.ALIGNMENT_POS, 2))


def read(picture):
    """The text of the one code in a Pillow picture, or None where there is none."""
    grey = picture.convert("L")
    dots = grey.tobytes()
    dark = [[dot < 128 for dot in dots[at : at + grey.width]] for at in range(0, len(dots), grey.width)]
    rows = (_edges(row, y) for y, row in enumerate(dark))
    codes = (_modules(dark, *edges) for edges in rows if edges)
    return next((_text(modules) for modules in codes if _is_code(modules)), None)


def _edges(row, y):
    """Where a code begins and ends in a row that goes through both upper finder patterns, and how wide a module is."""
    runs, at = [], 0
    for is_dark, group in groupby(row):
        length = len(list(group))
        runs.append((is_dark, at, length))
        at += length
    finders = []
    for start in range(len(runs) - 4):
        five = runs[start : start + 5]
        module = sum(length for _, _, length in five) / 7
        fits = all(abs(run[2] - want * module) < module / 2 for run, want in zip(five, (1, 1, 3, 1, 1), strict=True))
        if five[0][0] and module > 2 and fits:
            finders.append((five[0][1], five[4][1] + five[4][2], module))
    alike = [finder for finder in finders if abs(finder[2] - finders[0][2]) < 0.1 * finder[2]]
    return (alike[0][0], alike[-1][1], y, alike[0][2]) if len(alike) > 1 else None


def _modules(dark, left, right, y, module):
    """The code as rows of true and false; the row that was found is the upper edge of the third row of modules."""
    size = round((right - left) / module)
    step = (right - left) / size
    top = y - 2 * step
    if top < 0 or top + size * step > len(dark):
        return []
    return [
        [dark[round(top + (row + 0.5) * step)][round(left + (column + 0.5) * step)] for column in range(size)]
        for row in range(size)
    ]


def _is_code(modules):
    """Whether the upper left corner is a finder pattern; writing may look like one in a single row."""
    corner = ["".join(".#"[dark] for dark in row[:7]) for row in modules[:7]]
    return corner == ["#######", "#.....#", *["#.###.#"] * 3, "#.....#", "#######"] and len(modules) % 4 == 1


def _text(modules):
    size = len(modules)
    version = (size - 17) // 4
    places = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    said = int("".join("01"[modules[y][x]] for y, x in places), 2) ^ FORMAT_MASK
    mask, level = MASKS[said >> 10 & 7], LEVELS[said >> 13]
    bits = [modules[y][x] ^ mask(y, x) for y, x in _way(size, _fixed(size, version))]
    words = [int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) // 8 * 8, 8)]
    return _content(_in_order(words, consts.ECC[version][level]), version)


def _fixed(size, version):
    """The modules that hold no data."""
    fixed = {(y, x) for y in range(9) for x in range(9)}
    fixed |= {(y, x) for y in range(9) for x in range(size - 8, size)}
    fixed |= {(y, x) for y in range(size - 8, size) for x in range(9)}
    fixed |= {(6, at) for at in range(size)} | {(at, 6) for at in range(size)}
    centres = ALIGNMENT.get(version, ())
    for y, x in ((y, x) for y in centres for x in centres):
        if (y, x) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
            fixed |= {(y + down, x + aside) for down in range(-2, 3) for aside in range(-2, 3)}
    if version > 6:
        fixed |= {(y, x) for y in range(6) for x in range(size - 11, size - 8)}
        fixed |= {(x, y) for y in range(6) for x in range(size - 11, size - 8)}
    return fixed


def _way(size, fixed):
    """The places of the data, two columns at a time, up and down in turn, from the right."""
    columns = [column for column in range(size - 1, 0, -2) if column > 6] + [5, 3, 1]
    for turn, column in enumerate(columns):
        for y in range(size)[:: -1 if turn % 2 == 0 else 1]:
            yield from ((y, x) for x in (column, column - 1) if (y, x) not in fixed)


def _in_order(words, blocks):
    """The data words of the blocks one after the other; they stand in the code in turn."""
    sizes = [block.num_data for block in blocks for _ in range(block.num_blocks)]
    turns = zip_longest(*[[number] * size for number, size in enumerate(sizes)])
    owners = [owner for turn in turns for owner in turn if owner is not None]
    return [word for number in range(len(sizes)) for word, owner in zip(words, owners, strict=False) if owner == number]


def _content(words, version):
    bits = "".join(f"{word:08b}" for word in words)
    if bits[:4] == "0111":  # says in which alphabet; ours is always UTF-8
        bits = bits[12:]
    assert bits[:4] == "0100", "not in bytes"
    width = 8 if version < 10 else 16
    count, start = int(bits[4 : 4 + width], 2), 4 + width
    return bytes(int(bits[start + at * 8 : start + at * 8 + 8], 2) for at in range(count)).decode()
