"""The bars that the parser is held to, and whether a run passes them."""


class Bar:
    """One requirement. `value` None: this run could not tell."""

    def __init__(self, what, value, limit, goal=None, at_least=False, unit=""):
        self.what, self.value, self.limit, self.goal = what, value, limit, goal
        self.at_least, self.unit = at_least, unit

    def reaches(self, mark):
        return self.value >= mark if self.at_least else self.value <= mark

    def verdict(self):
        if self.value is None:
            return "not measured"
        if not self.reaches(self.limit):
            return "MISS"
        return "pass, goal reached" if self.goal is not None and self.reaches(self.goal) else "pass"

    def text(self, number):
        return "-" if number is None else f"{number:,.0f}{self.unit}" if number >= 100 else f"{number:.3g}{self.unit}"

    def row(self):
        word = "at least" if self.at_least else "at most"
        goal = f" (goal {self.text(self.goal)})" if self.goal is not None else ""
        return [self.what, f"{word} {self.text(self.limit)}{goal}", self.text(self.value), self.verdict()]


def ratio(above, below):
    return None if above is None or below is None else above / below


def bars(results):
    ns = results.ns
    typed = ns("varied/typed")
    sofia = ns("varied/typed/Sofia-SIP")
    count = results.counts.get("typed")
    ours = [figure for name, figure in results.parse.items()
            if not name.startswith(("varied/typed/", "hot/typed/"))]
    return [
        Bar("typed, times as fast as Sofia-SIP", ratio(sofia, typed), 7, 10, at_least=True, unit="×"),
        Bar("index pass, times the walk over line ends", ratio(ns("varied/index"), ns("varied/lines")), 1.6, 1.2,
            unit="×"),
        Bar("instructions a message, typed", count.instructions if count else None, 8000),
        Bar("typed, varied against hot", ratio(typed, ns("hot/typed")), 1.8, unit="×"),
        Bar("allocations a message", max(figure.allocations for figure in ours), 0),
        Bar("typed by the portable path, times as fast as Sofia-SIP", ratio(sofia, ns("varied/typed@portable")), 4,
            at_least=True, unit="×"),
    ]
