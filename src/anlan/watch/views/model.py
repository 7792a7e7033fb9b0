"""A city's own ONNX model: checked before it is used, and asked about a frame.

What a model declares is what can be checked: it has outputs called ``smoke``, ``flame`` or
``water``, each one number a frame, and names no other classes in its metadata. Whoever calls an
output ``smoke`` that tells faces apart deceives the city that uses it; that no software can see.
"""

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from anlan.cases.photos.intake import opened
from anlan.model.errors import WatchError
from anlan.watch.pictures.faults import LEAST_SIDE, limits

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ALLOWED = ("smoke", "flame", "water")
"""What a model may score; kinds of sensors are called ``view_`` and this."""
MOST_BYTES, MOST_SIDE, THREADS = 200 * 2**20, 1024, 1
_LABELS = ("names", "classes", "labels")
"""Under these keys models tell in their metadata what they can tell apart."""


@dataclass(frozen=True)
class ViewModel:
    """A model that may be used.

    Attributes:
        digest: the SHA-256 of its file, by which the ledger and readings can name it.
        outputs: what it scores, of ``ALLOWED``.
        height, width: of the frame it takes.
    """

    digest: str
    outputs: tuple[str, ...]
    height: int
    width: int
    _input: str
    _session: "InferenceSession"

    def scores(self, data: bytes) -> dict[str, float]:
        """Return what a frame scores, each from 0 to 1; the frame is dropped.

        Args:
            data: JPEG, PNG or WebP.

        Raises:
            CaseError: it is no picture that we read, or cut off, or has too many pixels.
            WatchError: it has too many bytes, is too small, or the model's answer is no score.
        """
        told = self._session.run(list(self.outputs), {self._input: self._pixels(data)})
        found = {
            name: float(np.ravel(each)[0]) for name, each in zip(self.outputs, told, strict=True)
        }
        for name, score in found.items():
            # Also for what is no number.
            if not 0 <= score <= 1:
                raise WatchError("error.view.score", output=name, found=score)
        return found

    def _pixels(self, data: bytes) -> Any:
        """Return a frame as the model takes it: float32[1, 3, height, width], 0 to 1, RGB."""
        if len(data) > limits()["most_bytes"]:
            raise WatchError("error.picture.bytes", most=limits()["most_bytes"] // 2**20)
        with opened(data, limits()["most_pixels"]) as found:
            if min(found.size) < LEAST_SIDE:
                raise WatchError("error.picture.small", least=LEAST_SIDE)
            size = (self.width, self.height)
            small = found.convert("RGB").resize(size, Image.Resampling.BILINEAR)
        pixels = np.asarray(small, np.float32) / 255
        return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def load(file: Path) -> ViewModel:
    """Load a model, if it scores nothing but smoke, flame and water.

    Raises:
        WatchError: onnxruntime isn't installed; the file can't be read or is no model; or the model
            has other inputs or outputs than it may have, or names other classes.
    """
    try:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise WatchError("error.view.extra") from error
    try:
        if file.stat().st_size > MOST_BYTES:
            raise WatchError("error.view.large", file=file.name, most=MOST_BYTES // 2**20)
        told = file.read_bytes()
    except OSError as error:
        raise WatchError("error.view.file", file=file.name, reason=error) from error
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = THREADS
    try:
        # From its bytes: a model can't name other files to be read.
        session = InferenceSession(told, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever the library raises of a file that is none
        reason = str(error).splitlines()[0][:200]
        raise WatchError("error.view.file", file=file.name, reason=reason) from error
    outputs = _outputs(session, file.name)
    _check_labels(session, file.name)
    name, height, width = _input(session, file.name)
    digest = hashlib.sha256(told).hexdigest()
    return ViewModel(digest, outputs, height, width, name, session)


def _outputs(session: "InferenceSession", file: str) -> tuple[str, ...]:
    """Return what a model scores."""
    outputs = session.get_outputs()
    known = ", ".join(ALLOWED)
    other = [each.name for each in outputs if each.name not in ALLOWED]
    if other or not outputs:
        found = ", ".join(other)[:200] or "–"
        raise WatchError("error.view.output", file=file, found=found, known=known)
    for each in outputs:
        sizes = [size for size in each.shape if size != 1]
        if each.type not in {"tensor(float)", "tensor(double)"} or sizes not in ([], ["batch"]):
            raise WatchError("error.view.shape", file=file, found=each.name, shape=each.shape)
    return tuple(each.name for each in outputs)


def _check_labels(session: "InferenceSession", file: str) -> None:
    """Refuse a model whose metadata names classes that it may not tell apart."""
    told = session.get_modelmeta().custom_metadata_map
    for key in _LABELS:
        if key in told:
            other = sorted(_names(told[key]) - set(ALLOWED))
            if other:
                found, known = ", ".join(other)[:200], ", ".join(ALLOWED)
                raise WatchError("error.view.output", file=file, found=found, known=known)


def _names(told: str) -> set[str]:
    """Return the names in a list or table that a model's metadata hold as text."""
    try:
        found = ast.literal_eval(told)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = told.split(",")
    names = found.values() if isinstance(found, dict) else found
    listed = names if isinstance(names, list | tuple | set) or isinstance(found, dict) else [found]
    return {str(each).strip().lower() for each in listed}


def _input(session: "InferenceSession", file: str) -> tuple[str, int, int]:
    """Return the name of a model's one input, and the height and width of the frame it takes."""
    inputs = session.get_inputs()
    shape = inputs[0].shape if len(inputs) == 1 else []
    sides = [side for side in shape[2:] if isinstance(side, int) and 0 < side <= MOST_SIDE]
    right = len(shape) == 4 and shape[1] == 3 and len(sides) == 2
    if not right or inputs[0].type != "tensor(float)":
        raise WatchError("error.view.input", file=file, found=shape, most=MOST_SIDE)
    return inputs[0].name, sides[0], sides[1]
