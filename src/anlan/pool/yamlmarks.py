"""Find the line of a key in a YAML file, and the keys a model doesn't know."""

import types
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from yaml import MappingNode, Node, SequenceNode

Path = tuple[str | int, ...]
# The loader in C is seven times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str) -> Any:
    """Return what a YAML text holds: plain values only.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - it is a safe one


def compose(text: str) -> Node | None:
    """Return the tree of a YAML text, which knows its lines; None of an empty one.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    root: Node | None = yaml.compose(text, Loader=_LOADER)
    return root


def line_of(root: Node, path: Path) -> int:
    """Return the line (from 1) of the node at ``path``, or of its nearest ancestor."""
    node = root
    line = root.start_mark.line + 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: Node, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    return None


def unknown_keys(node: Node, model: type[BaseModel], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield (path, nearest known key or "") for every key under ``node`` that ``model`` lacks."""
    if not isinstance(node, MappingNode):
        return
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in node.value:
        here = (*path, key.value)
        if key.value not in fields:
            yield here, nearest(key.value, fields)
            continue
        inner = _model_in(fields[key.value].annotation)
        if inner is None:
            continue
        if isinstance(value, SequenceNode):
            for index, item in enumerate(value.value):
                yield from unknown_keys(item, inner, (*here, index))
        else:
            yield from unknown_keys(value, inner, here)


def nearest(name: str, known: Any) -> str:
    """Return the name of ``known`` that ``name`` was likely meant to be, or "".

    >>> nearest("requird", ["required", "unique"])
    'required'
    """
    folded = {str(each).casefold(): str(each) for each in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else ""


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, list):
        inner = (_model_in(argument) for argument in get_args(annotation))
        return next((model for model in inner if model), None)
    return None
