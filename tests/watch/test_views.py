"""A city's own models: they score smoke, flame and water in frames; all else is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto
from picture_frames import sent
from view_models import SIDE, write

from anlan.model.errors import AnlanError, WatchError
from anlan.watch.rules import every
from anlan.watch.rules.kinds import kinds
from anlan.watch.views import ALLOWED, load


def _frame(red: float) -> bytes:
    picture = np.zeros((100, 200, 3))
    picture[..., 0] = red
    return sent(picture, "PNG")


def test_views_a_model_scores_a_frame(tmp_path: Path) -> None:
    model = load(write(tmp_path / "m.onnx", ("flame", "smoke")))
    assert (model.outputs, model.height, model.width) == (("flame", "smoke"), SIDE, SIDE)
    assert model.scores(_frame(255)) == pytest.approx({"flame": 1, "smoke": 1}, abs=0.01)
    assert model.scores(_frame(51)) == pytest.approx({"flame": 0.2, "smoke": 0.2}, abs=0.01)


@pytest.mark.parametrize(
    "metadata", [{}, {"names": "{0: 'smoke', 1: 'flame'}"}, {"labels": "smoke, water"}]
)
def test_views_a_model_may_say_what_it_tells_apart(tmp_path: Path, metadata: Any) -> None:
    assert load(write(tmp_path / "m.onnx", metadata=metadata)).outputs == ("flame",)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"outputs": ("person",)}, "output"),
        ({"outputs": ("flame", "face")}, "output"),
        ({"outputs": ("plate",)}, "output"),
        ({"metadata": {"names": "{0: 'flame', 1: 'person'}"}}, "output"),
        ({"metadata": {"classes": "['face']"}}, "output"),
        ({"metadata": {"labels": "smoke,licence plate"}}, "output"),
        ({"metadata": {"names": "person"}}, "output"),
        ({"wide": True}, "shape"),
        ({"shape": (1, 3, "h", "w")}, "input"),
        ({"shape": (1, 3, 4096, 4096)}, "input"),
        ({"kind": TensorProto.UINT8}, "input"),
    ],
    ids=[
        "person", "face_beside", "plate", "named_person", "class_face", "label_plate", "one_name",
        "wide", "open_size", "huge", "uint8",
    ],
)  # fmt: skip
def test_views_a_model_of_anything_else_is_refused(tmp_path: Path, given: Any, key: str) -> None:
    with pytest.raises(WatchError) as refused:
        load(write(tmp_path / "m.onnx", **given))
    assert refused.value.key == f"error.view.{key}"
    assert all(refused.value.say(lang) for lang in ("en", "zh"))


@pytest.mark.parametrize("told", [b"", b"no model", b"\x08\x07" * 50])
def test_views_a_file_that_is_no_model_is_refused(tmp_path: Path, told: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(told)
    with pytest.raises(WatchError) as refused:
        load(tmp_path / "m.onnx")
    assert refused.value.key == "error.view.file"
    with pytest.raises(WatchError):
        load(tmp_path / "none.onnx")


@pytest.mark.parametrize("times", [3.0, -1.0, float("nan")])
def test_views_an_answer_that_is_no_score_is_refused(tmp_path: Path, times: float) -> None:
    model = load(write(tmp_path / "m.onnx", times=times))
    with pytest.raises(WatchError) as refused:
        model.scores(_frame(255))
    assert refused.value.key == "error.view.score"


def test_views_a_frame_that_is_none_is_refused(tmp_path: Path) -> None:
    model = load(write(tmp_path / "m.onnx"))
    with pytest.raises(AnlanError):
        model.scores(b"no picture")


def test_views_every_score_has_a_kind_and_a_rule_of_n_of_m() -> None:
    rules = {each.kind: each for each in every().rules if getattr(each, "kind", "")}
    for name in ALLOWED:
        kind = kinds()[f"view_{name}"]
        assert (kind.least, kind.most) == (0, 1)
        readings = rules[kind.id].readings
        assert readings is not None
        assert 1 < readings.least < readings.of
