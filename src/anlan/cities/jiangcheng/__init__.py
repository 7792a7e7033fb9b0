"""Jiangcheng (江城): a synthetic city of Wuhan's size, made by a seeded generator.

Nothing here is real: not the streets, not the premises, not the findings. Only the counts follow
a published study of Wuhan (``counts.toml``). The hidden truth is written apart from the files a
city would have, so that detection can be measured against it.
"""

from anlan.cities.jiangcheng.generate import SPINE, Summary, generate

__all__ = ["SPINE", "Summary", "generate"]
