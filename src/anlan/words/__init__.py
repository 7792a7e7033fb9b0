"""Everything a user reads, in English and Simplified Chinese, from one catalogue.

The catalogue is ``words/texts/*.json``, one file per room; the console is built from the
same files. A key maps to ``{"en": …, "zh": …}``. A text may hold named places (``{days}``) and,
where English needs it, two forms split by `` | ``: the first for exactly one, the second otherwise,
chosen by the value named ``n``.
"""

from anlan.words.catalogue import LANGUAGES, Language, catalogue, say

__all__ = ["LANGUAGES", "Language", "catalogue", "say"]
