"""The exports of Jiangcheng's other departments, made from tables.

``things.toml`` and ``records.toml`` hold the tables, ``table`` reads them, ``rows`` says where and
when each row is, ``columns`` fills the columns, ``forms`` writes each file as its department does,
and ``make`` does all of it.
"""

from anlan.cities.jiangcheng.exports.make import Made, make_exports
from anlan.cities.jiangcheng.exports.rows import Thing, Town
from anlan.cities.jiangcheng.exports.table import exports

__all__ = ["Made", "Thing", "Town", "exports", "make_exports"]
