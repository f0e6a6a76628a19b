"""JSON and YAML documents of other people: read within limits, or refused in one sentence. Pure."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from wartally.errors import DescriptorError

__all__ = ["LARGEST", "document", "half_character", "mapping"]

# A descriptor that is larger, deeper or, with its aliases written out, longer than this is none.
LARGEST = 64 * 1024 * 1024
_DEEPEST = 200
_MOST_NODES = 1_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How a document writes a half of a pair of surrogates: what remains alone is no text.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def mapping(content: bytes, where: str) -> dict[str, Any]:
    """The object in a JSON or YAML document, told apart by its name `where`; raises DescriptorError."""
    found = document(content, where)
    if not isinstance(found, dict):
        raise DescriptorError(f"{where}: a descriptor must be an object, this is {_kind(found)}")
    return found


def document(content: bytes, where: str) -> Any:
    """What a JSON or YAML document holds; its name `where` tells which it is. Raises DescriptorError."""
    if len(content) > LARGEST:
        raise DescriptorError(f"{where}: is larger than {LARGEST:,} bytes, so it is no descriptor")
    try:
        text = content.decode("utf-16" if content.startswith(_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DescriptorError(f"{where}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise DescriptorError(f"{where}: holds a NUL character; the file is damaged or not text")
    if where.lower().split("?")[0].endswith((".yaml", ".yml")):
        found = _yaml(text, where)
    else:
        found = _json(text, where)
    _check_depth(found, where)
    if half := half_character(text, found):
        raise DescriptorError(f"{where}: holds {half}, half of a character, which is no text")
    return found


def half_character(text: str, found: Any) -> str:
    """Half of a character that stands alone in what was `found` in a `text`; empty if none does."""
    if not _HALF.search(text):
        return ""
    try:
        json.dumps(found, ensure_ascii=False, skipkeys=True, default=str).encode("utf-8")
    except UnicodeEncodeError as error:
        return f"\\u{ord(error.object[error.start]):04x}"
    return ""


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DescriptorError(f"{where}: is not valid JSON ({error.msg}, {place})") from error
    except RecursionError as error:
        raise DescriptorError(f"{where}: is nested more than {_DEEPEST} levels deep") from error
    except ValueError as error:
        raise DescriptorError(f"{where}: is not valid JSON ({error})") from error


def _yaml(text: str, where: str) -> Any:
    try:
        _check_events(text, where)
        node = yaml.compose(text, Loader=_LOADER)
        if node is not None:
            _check_aliases(node, where)
        return yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise DescriptorError(f"{where}: cannot be read as YAML ({said})") from error
    except (ValueError, RecursionError, TypeError) as error:
        raise DescriptorError(f"{where}: cannot be read as YAML ({error})") from error


def _check_events(text: str, where: str) -> None:
    """Refuse deep nesting before anything that recurses sees it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise DescriptorError(f"{where}: is nested more than {_DEEPEST} levels deep")


def _check_aliases(root: yaml.Node, where: str) -> None:
    """Refuse aliases that point into themselves or that would write out to a huge document."""
    sizes: dict[int, int] = {}
    open_: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in open_:
            raise DescriptorError(f"{where}: an alias of it refers to what it stands in; write it out")
        if id(node) not in sizes:
            open_.add(id(node))
            sizes[id(node)] = 1 + sum(size(child) for child in _children(node))
            open_.discard(id(node))
        return sizes[id(node)]

    if size(root) > _MOST_NODES:
        raise DescriptorError(f"{where}: its aliases write out to more than {_MOST_NODES:,} values")


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        yield from child if isinstance(child, tuple) else (child,)


def _check_depth(found: Any, where: str) -> None:
    """Refuse nesting on which code further on would give up."""
    level = [found]
    for _ in range(_DEEPEST):
        level = [child for value in level for child in _values(value)]
        if not level:
            return
    raise DescriptorError(f"{where}: is nested more than {_DEEPEST} levels deep")


def _values(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return (child for child in inner if isinstance(child, Mapping | list))


def _kind(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "empty"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"
