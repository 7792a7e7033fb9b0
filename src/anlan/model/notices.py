"""What a pack declares of notices: whose records move the risk points around them."""

from typing import Annotated

from pydantic import Field

from anlan.model.declared import Declared, Slug


class NoticeSource(Declared):
    """A source whose records move the risk points around them, such as permits of road works.

    ``modifier`` is what they tell of, ``metres`` how far they reach, ``title`` the column that says
    what each is, ``until`` that of its last day or moment.
    """

    source: Slug
    modifier: Slug
    metres: Annotated[float, Field(gt=0)]
    title: str
    until: str
