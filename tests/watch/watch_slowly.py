"""What a rule at one datastream shows, worked out slowly from all readings at once."""

from fractions import Fraction

from watch_rows import SECOND


def span(text):
    return int(text.removesuffix("s")) * SECOND


def exact(value):
    return Fraction(str(value))


def figures(rule, given, place):
    """The figure of each level at a reading; None where there is none yet."""
    at, value = given[place]
    past = given[: place + 1]
    many = len(rule["levels"])
    if rule["form"] == "rolling":
        step, found = span(rule["step"]), []
        for level in rule["levels"]:
            first = at // step - span(level["window"]) // step
            inside = [exact(v) for t, v in past if t // step > first]
            mean = rule["measure"] == "mean"
            enough = not mean or len(inside) >= rule.get("least", 1)
            figure = sum(inside) / (len(inside) if mean else 1)
            found.append(round(float(figure), 6) if enough else None)
        return found
    if rule["form"] == "rate":
        over = span(rule["over"])
        piece, first = over // 12, {}
        for t, v in past:
            first.setdefault(t // piece, (t, v))
        then, old = min((t, v) for t, v in first.values() if t >= at - over)
        if 2 * (at - then) < over:
            return [None] * many
        change = (exact(value) - exact(old)) * span(rule["per"]) / (at - then)
        return [round(float(change), 6)] * many
    return [value] * many


def shown(rule, given):
    """Return (time, level) of each change: 0 is none, else 1 + the place of the level."""
    sense = {"above": lambda x: x, "below": lambda x: -x, "either": abs}[rule.get("sense", "above")]
    sign = -1 if rule.get("sense") == "below" else 1
    many = len(rule["levels"])
    held, marks = [False] * many, [[] for _ in range(many)]
    found, before = [], 0
    for place, (at, _) in enumerate(given):
        for level, figure in enumerate(figures(rule, given, place)):
            if figure is None:
                continue
            limit = sign * rule["levels"][level]["limit"]
            reached = sense(figure) >= limit
            kept = sense(figure) >= limit - rule.get("dead", 0)
            marks[level].append((at, reached, kept))
            held[level] = _held(rule, marks[level], held[level])
        now = max((level + 1 for level in range(many) if held[level]), default=0)
        if now != before:
            found.append((at, now))
            before = now
    return found


def _held(rule, marks, before):
    """Whether a level shows after the last of its marks (time, reached, kept)."""
    if "readings" in rule:
        least, last = rule["readings"]["least"], marks[-rule["readings"]["of"] :]
        return sum(r for _, r, _ in last) >= least or (
            before and sum(k for _, _, k in last) >= least
        )
    at, reached, kept = marks[-1]
    if reached:
        return before or at - _began(marks, 1, True) >= span(rule.get("lasting", "0s"))
    if not before or kept:
        return before
    return at - _began(marks, 2, False) < span(rule.get("clear_after", "0s"))


def _began(marks, which, value):
    """When the last unbroken run of a mark began."""
    began = marks[-1][0]
    for mark in reversed(marks):
        if mark[which] is not value:
            break
        began = mark[0]
    return began
