"""Find the line of every key in a TOML text, which ``tomllib`` does not tell.

The text has already been read by ``tomllib``, so this scanner trusts its grammar: it only has to
follow strings, brackets and comments well enough to count lines.
"""

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\n]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def lines(text: str) -> dict[Place, int]:
    """Map the path of every table, key and array item in ``text`` to its line, from 1.

    >>> lines('name = "x"\\n[[sources]]\\nkey = [\\n  "id",\\n]')[("sources", 0, "key", 0)]
    4
    """
    return _Scanner(text).scan()


def line_of(path: Place, known: dict[Place, int]) -> int:
    """Return the line of ``path``, or of the nearest table around it that the text has."""
    for end in range(len(path), 0, -1):
        if path[:end] in known:
            return known[path[:end]]
    return 1


def routing_text(text: str) -> str:
    """Return the lines of a ``city.toml`` that declare its rules of routing, with their comments.

    >>> print(routing_text('a = 1\\n# Gas.\\n[[routing]]\\nname = "gas"\\n\\n# Dues.\\n[[dues]]'))
    # Gas.
    [[routing]]
    name = "gas"
    """
    found: list[str] = []
    before: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.startswith(("[[routing]]", "[routing."))
            found += [*before, line] if inside else []
            before = []
        elif not line.strip():
            found += ["", *before] if inside else []
            before = []
        elif line.startswith("#"):
            before.append(line)
        elif inside:
            found += [*before, line]
            before = []
        else:
            before = []
    return "\n".join(found).strip()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self.sizes: dict[Place, int] = {}
        self._line = 1
        self._counted = 0

    def scan(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip_blank():
            table = self._header() if self._peek("[") else self._pair(table, table)
        return self.found

    def _header(self) -> Place:
        repeated = self.text.startswith("[[", self.at)
        line = self._current_line()
        self.at += 2 if repeated else 1
        keys = list(self._keys())
        self.at += 2 if repeated else 1
        table: Place = ()
        for key in keys[:-1]:
            table = self._inside(table, key)
        table = (*table, keys[-1])
        if repeated:
            size = self.sizes.get(table, 0)
            self.sizes[table] = size + 1
            self.found.setdefault(table, line)
            table = (*table, size)
        self.found.setdefault(table, line)
        return table

    def _inside(self, table: Place, key: str) -> Place:
        """Step into ``key``: for an array of tables that is its latest item."""
        table = (*table, key)
        return (*table, self.sizes[table] - 1) if table in self.sizes else table

    def _pair(self, parent: Place, result: Place) -> Place:
        line = self._current_line()
        path = parent
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.at += 1  # the equals sign
        self._skip_blank()
        self._value(path)
        return result

    def _keys(self) -> Iterator[str]:
        while True:
            self._skip_blank()
            yield self._key()
            self._skip_blank()
            if not self._peek("."):
                return
            self.at += 1

    def _key(self) -> str:
        quoted = self._string()
        if quoted is not None:
            return quoted
        match = _BARE.match(self.text, self.at)
        assert match is not None, "tomllib accepted this text"  # noqa: S101
        self.at = match.end()
        return match.group()

    def _value(self, path: Place) -> None:
        if self._peek("["):
            self._items(path, "]")
        elif self._peek("{"):
            self._items(path, "}")
        elif self._string() is None:
            match = _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else self.at + 1

    def _items(self, path: Place, close: str) -> None:
        self.at += 1
        index = 0
        while self._skip_blank() and not self._peek(close):
            if close == "}":
                self._pair(path, path)
            else:
                self.found.setdefault((*path, index), self._current_line())
                self._value((*path, index))
            index += 1
            self._skip_blank()
            self.at += self._peek(",")
        self.at += 1

    def _string(self) -> str | None:
        for quotes, pattern in zip((3, 3, 1, 1), _STRINGS, strict=True):
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                return match.group()[quotes:-quotes]
        return None

    def _peek(self, start: str) -> bool:
        return self.text.startswith(start, self.at)

    def _skip_blank(self) -> bool:
        match = _BLANK.match(self.text, self.at)
        if match:
            self.at = match.end()
        return self.at < len(self.text)

    def _current_line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line
