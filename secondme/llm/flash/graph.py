"""What llama.cpp is about to compute: the nodes of its graph in order, the weights they use, and where these lie.

llama.cpp asks `cb_eval` about every node before it computes any of a run of them; where the answer is yes, it computes
up to that node and calls again. Invariant: no field of a tensor is read or written at a place that was not found in the
running library, and checked against what its own functions say.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.llm.ggml import library

VIEWS = frozenset({"VIEW", "RESHAPE", "PERMUTE", "TRANSPOSE"})
"""Nodes that hold an address into their operand, taken when the graph was built."""

_GIVEN = re.compile(rb"(?!node_|leaf_)\w+(-\d+)?")
"""A name that the model's builder gave. Others are made of numbers, or of another's name, and differ between graphs."""
_LAST = b"result_output"
_F32, _I32 = 0, 26
_MOST_OPERANDS = 16
_FAR = 8
"""Nodes between a router and its choice, at most."""


class Unfit(Exception):
    """A sentence: why this model is not streamed."""


@dataclass(frozen=True, slots=True)
class Use:
    """A node that uses a weight: its number in the order, what it does, which of its operands the weight is, and the
    name of the operand that chooses among experts, where it has one."""

    at: int
    operation: str
    operand: int
    chosen_by: bytes


class Graph:
    """The graph of one context, learnt once. It points weights elsewhere, and calls `gates` while it is computed."""

    def __init__(self, names: Collection[str], fields: Fields | None = None) -> None:
        """`names` are the weights of the file. `fields`: where a tensor's fields stand; None: as found."""
        self.callback = lib.ggml_backend_sched_eval_callback(self._asked)
        self.gates: dict[bytes, Callable[[int], None]] = {}
        """Called by the name of a node, with its address, when it is computed and what follows it is not. They must not
        raise."""
        self.order: list[bytes] = []
        self.uses: dict[str, list[Use]] = {}
        self._names = {name.encode(): name for name in names}
        self._weights: dict[str, list[int]] = {}
        self._given = fields
        self._name_at = 0
        self._learning = False
        self._learnt: Callable[[], None] | None = None
        self._fault: BaseException | None = None

    def learn(self, decode: Callable[[], None], learnt: Callable[[], None]) -> None:
        """Sees the nodes that `decode` computes. `learnt` is called when all are known, before any is computed.

        Raises: Unfit where this build of llama.cpp is not understood; what `learnt` raises.
        """
        self._tell, self._fields = _tensors(), self._given or found_fields()
        self._name_at = self._fields.name
        self.order, self.uses, self._weights = [], {}, {}
        self._learning, self._learnt, self._fault = True, learnt, None
        try:
            decode()
            self._have_learnt()
        finally:
            self._learning, self._learnt = False, None
        if self._fault is not None:
            raise self._fault

    def pointer(self, name: str) -> int:
        """Where the bytes of a weight begin. Raises: Unfit if it stands in the graph with several addresses."""
        found = {_word(tensor + self._fields.data) for tensor in self._weights[name]}
        if len(found) > 1:
            raise Unfit(f"{name} lies in several places.")
        return found.pop()

    def point(self, name: str, address: int) -> None:
        """Has the bytes of a weight begin elsewhere."""
        for tensor in self._weights[name]:
            ctypes.c_uint64.from_address(tensor + self._fields.data).value = address

    def size(self, name: str) -> int:
        """Bytes of a weight, by the library."""
        return int(self._tell.ggml_nbytes(self._weights[name][0]))

    def gate_before(self, name: str) -> tuple[int, bytes] | None:
        """The last node before the first use of a weight that can be known by its name, and its number."""
        count = Counter(self.order)
        for at in range(self.uses[name][0].at - 1, -1, -1):
            node = self.order[at]
            if count[node] == 1 and _GIVEN.fullmatch(node):
                return at, node
        return None

    def ids(self, tensor: int) -> NDArray[np.int32]:
        """The numbers of a computed tensor of whole numbers: (rows, columns), valid until the gate returns. Views of
        tensors are read too.

        Raises: Unfit of a tensor of another kind.
        """
        return self._rows(tensor, _I32).view(np.int32)

    def values(self, tensor: int) -> NDArray[np.float32]:
        """The numbers of a computed tensor of 32-bit floats. As `ids`."""
        return self._rows(tensor, _F32).view(np.float32)

    def weight(self, name: str) -> NDArray[np.float32]:
        """The numbers of a weight of 32-bit floats. As `ids`."""
        return self.values(self._weights[name][0])

    def is_floats(self, name: str) -> bool:
        """Whether the graph has a weight of that name, of 32-bit floats in two dimensions at most."""
        if name not in self._weights:
            return False
        try:
            self.weight(name)
        except Unfit:
            return False
        return True

    def operand_of(self, tensor: int, name: str) -> int | None:
        """What a weight is multiplied with where a tensor is made of that product, by first operands alone."""
        for _ in range(_FAR):
            first, second = (ctypes.c_uint64 * 2).from_address(tensor + self._fields.operands)
            if first in self._weights[name]:
                return second or None
            if not first:
                break
            tensor = first
        return None

    def _rows(self, tensor: int, kind: int) -> NDArray[np.uint32]:
        fields = self._fields
        columns, rows, *more = (ctypes.c_int64 * 4).from_address(tensor + fields.sides)
        between, step = (ctypes.c_uint64 * 2).from_address(tensor + fields.strides)
        if ctypes.c_int32.from_address(tensor + fields.kind).value != kind or more != [1, 1] or between != 4:
            raise Unfit("A tensor of the graph is laid out otherwise than was thought.")
        if not rows:
            return np.empty((0, columns), np.uint32)
        words = (ctypes.c_uint32 * ((rows - 1) * step // 4 + columns)).from_address(_word(tensor + fields.data))
        return np.lib.stride_tricks.as_strided(np.ctypeslib.as_array(words), (rows, columns), (step, 4))

    # ---- called out of the computation -----------------------------------------------------------------------

    def _asked(self, tensor: int, ask: bool, _: int | None) -> bool:
        if self._learning:
            if ask:
                self._learn(tensor)
            return not ask
        gate = self.gates.get(ctypes.string_at(tensor + self._name_at)) if self.gates else None
        if ask:
            return gate is not None
        if gate is not None:
            gate(tensor)
        return True  # False would leave the rest out and call it computed

    def _learn(self, tensor: int) -> None:
        try:
            node = self._checked(tensor)
            number = len(self.order)
            self.order.append(node)
            operands = (ctypes.c_uint64 * self._fields.most).from_address(tensor + self._fields.operands)
            for place, operand in enumerate(operands):
                name = self._names.get(self._checked(operand)) if operand else None
                if name is not None:
                    known = self._weights.setdefault(name, [])
                    if operand not in known:
                        known.append(operand)
                    chosen = operands[2] and ctypes.string_at(operands[2] + self._name_at)
                    operation = self._tell.ggml_op_desc(tensor).decode()
                    self.uses.setdefault(name, []).append(Use(number, operation, place, chosen or b""))
            if node == _LAST:
                self._have_learnt()
        except BaseException as fault:  # noqa: BLE001 (an exception cannot pass through C; it is raised behind it)
            self._fault, self._learning, self._learnt = fault, False, None

    def _have_learnt(self) -> None:
        if (learnt := self._learnt) is not None:
            self._learning, self._learnt = False, None
            learnt()

    def _checked(self, tensor: int) -> bytes:
        """A tensor's name; its name and its data are where they are thought to be."""
        name: bytes = ctypes.string_at(tensor + self._name_at)
        same = self._tell.ggml_get_name(tensor) == tensor + self._name_at
        if not same or _word(tensor + self._fields.data) != (self._tell.ggml_get_data(tensor) or 0):
            raise Unfit(_UNKNOWN)
        return name


# ---- the layout of a tensor ------------------------------------------------------------------------------------

_UNKNOWN = "This build of llama.cpp lays its tensors out in a way that is not known."


@dataclass(frozen=True, slots=True)
class Fields:
    """Where in a tensor its fields stand, in bytes, and how many operands there are."""

    kind: int
    sides: int
    strides: int
    operands: int
    most: int
    data: int
    name: int


class _Memory(ctypes.Structure):
    """ggml's own `ggml_init_params`."""

    _fields_ = (("size", ctypes.c_size_t), ("buffer", ctypes.c_void_p), ("empty", ctypes.c_bool))


@cache
def found_fields() -> Fields:
    """The fields of tensors that the library makes for this, found by what must stand in them. Raises: Unfit."""
    tell = _tensors()
    context = tell.ggml_init(_Memory(1 << 16, None, False))
    if not context:
        raise Unfit("ggml has no memory.")
    try:
        one = tell.ggml_new_tensor_2d(context, _F32, 7, 5)
        other = tell.ggml_new_tensor_2d(context, _F32, 7, 3)
        many = tell.ggml_new_tensor_1d(context, _I32, 11)
        product = tell.ggml_mul_mat(context, one, other)
        view = tell.ggml_view_1d(context, one, 7, 28)
        size = tell.ggml_get_name(one) - one
        if not 0 < size <= 1024 or size % 8:
            raise Unfit(_UNKNOWN)

        def at(tensor: int, *words: int, length: int = 8) -> int:
            raw = ctypes.string_at(tensor, size)
            sought = b"".join(word.to_bytes(length, "little") for word in words)
            places = [place for place in range(0, size, length) if raw.startswith(sought, place)]
            if not places:
                raise Unfit(_UNKNOWN)
            return places[0]

        operands = at(product, one, other)
        # a view names what it looks at twice: as its operand, and behind all operands
        raw = (ctypes.c_uint64 * (size // 8)).from_address(view)
        twice = [place * 8 for place, word in enumerate(raw) if word == one]
        found = Fields(
            kind=at(many, _I32, length=4), sides=at(one, 7, 5, 1, 1), strides=at(one, 4, 28, 140, 140),
            operands=operands, most=(twice[-1] - operands) // 8, data=at(one, tell.ggml_get_data(one)), name=size,
        )  # fmt: skip
        sound = (
            twice == [operands, operands + 8 * found.most]
            and 3 <= found.most <= _MOST_OPERANDS
            and all(tell.ggml_get_name(tensor) == tensor + size for tensor in (other, many, product, view))
            and all(_word(tensor + found.data) == tell.ggml_get_data(tensor) for tensor in (other, many, product, view))
            and ctypes.c_int32.from_address(one + found.kind).value == _F32
            and tell.ggml_type_name(_I32) == b"i32"
            and tell.ggml_op_desc(product) == b"MUL_MAT"
        )
        if not sound:
            raise Unfit(_UNKNOWN)
        return found
    finally:
        tell.ggml_free(context)


def _word(address: int) -> int:
    return ctypes.c_uint64.from_address(address).value


@cache
def _tensors() -> Any:
    """ggml's own functions on tensors, out of the copy that is in use. Raises: Unfit."""
    found = library("ggml-base")
    if found is None:
        raise Unfit("llama.cpp was built without its own ggml.")
    pointer, side, size = ctypes.c_void_p, ctypes.c_int64, ctypes.c_size_t
    for name, kind, arguments in (
        ("ggml_init", pointer, [_Memory]),
        ("ggml_free", None, [pointer]),
        ("ggml_new_tensor_1d", pointer, [pointer, ctypes.c_int, side]),
        ("ggml_new_tensor_2d", pointer, [pointer, ctypes.c_int, side, side]),
        ("ggml_mul_mat", pointer, [pointer, pointer, pointer]),
        ("ggml_view_1d", pointer, [pointer, pointer, side, size]),
        ("ggml_get_name", pointer, [pointer]),
        ("ggml_get_data", pointer, [pointer]),
        ("ggml_nbytes", size, [pointer]),
        ("ggml_op_desc", ctypes.c_char_p, [pointer]),
        ("ggml_type_name", ctypes.c_char_p, [ctypes.c_int]),
    ):
        function = getattr(found, name, None)
        if function is None:
            raise Unfit(_UNKNOWN)
        function.restype, function.argtypes = kind, arguments
    return found
