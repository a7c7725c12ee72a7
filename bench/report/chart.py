"""Horizontal bars as SVG: messages a second on one core, varied and hot."""

from xml.sax.saxutils import escape

WIDTH = 760
LEFT = 168
RIGHT = 150
ROW = 58
TOP = 92
FOOT = 54

OURS, OURS_HOT = "#0f766e", "#99d5cf"
THEIRS, THEIRS_HOT = "#64748b", "#cbd5e1"
INK, PALE, GRID = "#0f172a", "#64748b", "#e2e8f0"


def rate(value):
    return f"{value / 1e6:.2f} M/s" if value >= 1e6 else f"{value / 1e3:.0f} k/s"


def time(value):
    return f"{value / 1e3:.2f} µs" if value >= 1e3 else f"{value:.0f} ns"


def text(x, y, content, size=13, fill=INK, anchor="start", weight=400):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}"\n'
            f'  text-anchor="{anchor}" font-weight="{weight}"\n  >{escape(content)}</text>')


def box(x, y, width, height, fill):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="3" fill="{fill}"/>'


def step_for(highest):
    """A round distance of grid lines, four to eight of them."""
    step = 1.0
    while True:
        for factor in (1, 2, 2.5, 5):
            if highest / (step * factor) <= 6:
                return step * factor
        step *= 10


def legend(y):
    parts = []
    x = LEFT
    for fill, label in ((OURS, "varied: 2,000 different messages"), (OURS_HOT, "hot: ten messages in turn")):
        parts += [box(x, y - 10, 12, 12, fill), text(x + 18, y, label, 12, PALE)]
        x += 230
    return parts


def chart(title, subtitle, rows, foot):
    """`rows`: (name, ours, varied ns, hot ns), top to bottom."""
    height = TOP + ROW * len(rows) + FOOT
    highest = max(1e9 / min(varied, hot) for _, _, varied, hot in rows)
    scale = (WIDTH - LEFT - RIGHT) / highest
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg"',
        f'  viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"',
        '  font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff"/>',
        text(24, 34, title, 19, weight=600),
        text(24, 56, subtitle, 13, PALE),
    ]
    parts += legend(80)
    bottom = TOP + ROW * len(rows)
    step = step_for(highest)
    mark = 0.0
    while mark <= highest * 1.001:
        x = LEFT + mark * scale
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="{GRID}"/>')
        parts.append(text(x, bottom + 18, rate(mark) if mark else "0", 11, PALE, "middle"))
        mark += step
    for index, (name, ours, varied, hot) in enumerate(rows):
        y = TOP + ROW * index + 8
        parts.append(text(LEFT - 14, y + 23, name, 14, anchor="end", weight=600 if ours else 400))
        parts.append(box(LEFT, y, 1e9 / varied * scale, 24, OURS if ours else THEIRS))
        parts.append(box(LEFT, y + 27, 1e9 / hot * scale, 10, OURS_HOT if ours else THEIRS_HOT))
        parts.append(text(LEFT + 1e9 / varied * scale + 8, y + 17, f"{rate(1e9 / varied)} · {time(varied)}", 12,
                          weight=600 if ours else 400))
        parts.append(text(LEFT + 1e9 / hot * scale + 8, y + 36, rate(1e9 / hot), 10, PALE))
    parts.append(text(24, height - 14, foot, 11, PALE))
    return "\n".join(parts + ["</svg>"]) + "\n"
