"""Search terms: any piece of Chinese text, any beginning of a word is found, and nothing else."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.pool.assets import terms

HAN = "云渡路江城好味药店沙县小吃街道"
CHINESE = st.text(alphabet=HAN, min_size=1, max_size=8)
LATIN = st.text(alphabet="abcdef0123456789", min_size=1, max_size=6)
TEXT = st.lists(CHINESE | LATIN, min_size=1, max_size=4).map(" ".join)


def found(document: str, question: str) -> bool:
    index = sqlite3.connect(":memory:")
    index.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (x, content='',"
        " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')"
    )
    index.execute("INSERT INTO t (rowid, x) VALUES (1, ?)", (terms.terms([document]),))
    asked = " AND ".join(terms.phrases(question))
    hits = index.execute("SELECT rowid FROM t WHERE t MATCH ?", (asked,)).fetchall()
    index.close()
    return bool(hits) and terms.holds(question, [document])


@given(text=CHINESE, before=TEXT, data=st.data())
def test_any_piece_of_chinese_is_found(text: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert found(f"{before} {text}", text[start:end])


@given(word=LATIN, before=TEXT, data=st.data())
def test_any_beginning_of_a_word_is_found(word: str, before: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(1, len(word)))
    assert found(f"{before} {word.upper()}", word[:end])


@given(text=CHINESE, piece=CHINESE)
def test_chinese_that_is_not_in_a_text_is_not_found(text: str, piece: str) -> None:
    assert found(text, piece) == (piece in text)


@given(text=st.text(max_size=200))
def test_no_question_is_wrong(text: str) -> None:
    if terms.phrases(text):
        found("云渡路12号", text)


@pytest.mark.parametrize(
    ("document", "question", "hit"),
    [
        ("Café Zoë, 12 N Main St", "cafe zoe", True),
        ("Café Zoë, 12 N Main St", "12 main", True),
        ("秋浦路34号", "浦路34", True),
        ("秋浦路34号", "秋浦路３４号", True),
        ("秋浦路34号", "浦路35", False),
        ("秋浦路34号", "浦路34号", True),
        ("秋浦路34号", "浦路34弄", False),
        ("秋浦路34号", "秋浦3", False),
        ("秋浦路34号", "号", True),
        ("Starbucks", "bucks", False),
    ],
)
def test_examples(document: str, question: str, hit: bool) -> None:
    assert found(document, question) is hit
