"""Tiny models in ONNX, made for real: they score how red, or how bright, a frame is."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 32


def write(
    file: Path,
    outputs: tuple[str, ...] = ("flame",),
    shape: tuple[object, ...] = (1, 3, SIDE, SIDE),
    kind: int = TensorProto.FLOAT,
    times: float = 1.0,
    wide: bool = False,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Write a model whose every output is the mean of the red channel, times something."""
    weights = np.zeros((1, 3, 1, 1), np.float32)
    weights[0, 0] = times
    nodes = [
        helper.make_node("Cast", ["frame"], ["as_float"], to=TensorProto.FLOAT),
        helper.make_node("Conv", ["as_float", "weights"], ["red"]),
        helper.make_node("GlobalAveragePool", ["red"], ["pooled"]),
    ]
    answer = [1, 4] if wide else [1, 1]
    shapes = numpy_helper.from_array(np.array([1, 1], np.int64), "shape")
    inits = [numpy_helper.from_array(weights, "weights"), shapes]
    nodes.append(helper.make_node("Reshape", ["pooled", "shape"], ["flat"]))
    for name in outputs:
        if wide:
            nodes.append(helper.make_node("Concat", ["flat"] * 4, [name], axis=1))
        else:
            nodes.append(helper.make_node("Identity", ["flat"], [name]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("frame", kind, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, answer) for name in outputs],
        inits,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    for key, value in (metadata or {}).items():
        found = model.metadata_props.add()
        found.key, found.value = key, value
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())
    return file
