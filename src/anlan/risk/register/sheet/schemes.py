"""Which scheme a sheet's scores are of: by what it calls the method, or by its columns."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from anlan.model.errors import RegisterError
from anlan.model.risks import Risks
from anlan.risk.register.sheet.settings import plain, settings
from anlan.risk.schemes import Scheme


@dataclass(frozen=True)
class Schemes:
    """The schemes by which points may be graded, and which of them a city uses."""

    known: Mapping[str, Scheme]
    city: Risks

    def of(self, letters: Collection[str], field: str) -> str:
        """Return the id of the scheme with these letters: the field's, the city's, or ours.

        Raises:
            RegisterError: there is none, or the city uses one that isn't known.

        >>> from anlan.risk.schemes import shipped
        >>> city = Schemes(shipped(), Risks(schemes=["ls4"], fields={"mines": ["ls"]}))
        >>> city.of({"L", "S"}, "mines"), city.of({"L", "S"}, "fire"), city.of("LEC", "fire")
        ('ls', 'ls4', 'lec')
        """
        wanted: list[str] = [*self.city.fields.get(field, []), *self.city.schemes]
        for name in wanted:
            if name not in self.known:
                raise RegisterError(
                    "error.register.scheme", found=name, known=", ".join(self.known)
                )
            if self.known[name].letters == set(letters):
                return name
        for spelled, scheme in settings().schemes.items():
            if set(spelled) == set(letters):
                return scheme
        found, known = ", ".join(sorted(letters)) or "-", " / ".join(settings().schemes)
        raise RegisterError("error.sheet.letters", found=found, known=known)

    def called(self, name: str, field: str) -> str:
        """Return the id of the scheme that a sheet names, such as ``LEC法`` or ``ls4``.

        A name without letters, such as ``风险矩阵法``, tells nothing: it is an empty text.

        Raises:
            RegisterError: it names none, or several.

        >>> from anlan.risk.schemes import shipped
        >>> city = Schemes(shipped(), Risks(schemes=["ls4"]))
        >>> city.called("作业条件危险性评价法（LEC）", "fire"), city.called("LS", "fire")
        ('lec', 'ls4')
        """
        spelled = {each.lower(): each for each in settings().schemes}
        words = set[str](re.findall(r"[a-z]+[0-9]*", plain(name)))
        if not words:
            return ""
        if len(found := words & {*spelled, *self.known}) == 1:
            (word,) = found
            return self.of(spelled[word], field) if word in spelled else word
        known = ", ".join(dict.fromkeys([*settings().schemes, *self.known]))
        raise RegisterError("error.sheet.scheme", found=name[:40], known=known)
