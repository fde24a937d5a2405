"""Classes of annotated fields with slots, as `dataclasses` makes them, for a fifth of the time at start-up.

The standard decorator compiles six functions for each class. A run imports some two
hundred classes, and on Python 3.11 that was a third of its start-up time. Here one
small function is compiled for all classes of as many fields, and the rest is shared.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import CodeType, FunctionType
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform, overload

T = TypeVar("T")


class FrozenValueError(AttributeError):
    """An attempt to change a value."""


class _Field:
    """What `field` says of a field in the place of its default."""

    __slots__ = ("default_factory", "init")

    def __init__(self, default_factory: Callable[[], object] | None, *, init: bool) -> None:
        self.default_factory = default_factory
        self.init = init


def field(*, default_factory: Callable[[], Any] | None = None, init: bool = True) -> Any:  # noqa: ANN401 - stands for a field's value
    """Say that a field's default is made anew for each object, or that `__post_init__` sets the field."""
    return _Field(default_factory, init=init)


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool = ..., eq: bool = ..., order: bool = ...) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(
    cls: type[T] | None = None, /, *, kw_only: bool = False, eq: bool = True, order: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class of annotated fields a frozen value with slots.

    With `eq=False` values are equal only to themselves; `order` compares them as the tuples of their fields.
    """

    def made(cls: type[T]) -> type[T]:
        names = _names(cls)
        body: dict[str, object] = {
            "__setattr__": _refused,
            "__delattr__": _refused,
            "__match_args__": () if kw_only else names,
        }
        return _made(cls, body | (_comparison(names, order=order) if eq else {}), kw_only=kw_only)

    return made if cls is None else made(cls)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def slotted(cls: type[T], /) -> type[T]:
    """Make a class of annotated fields an object with slots that may change and is equal only to itself."""
    return _made(cls, {"__match_args__": ()}, kw_only=False)


def replaced(of: T, **changes: object) -> T:
    """Return a copy of a value in which `changes` stand for the fields that they name."""
    given = {name: getattr(of, name) for name in type(of).__slots__}  # type: ignore[attr-defined]  # `frozen` set them
    return type(of)(**(given | changes))


def field_names(cls: type) -> tuple[str, ...]:
    """Return the fields of a class of values, in order."""
    names: tuple[str, ...] = cls.__slots__  # type: ignore[attr-defined]  # `frozen` set them
    return names


def _names(cls: type) -> tuple[str, ...]:
    return tuple(getattr(cls, "__annotations__", {}))


def _made(cls: type[T], extra: Mapping[str, object], *, kw_only: bool) -> type[T]:
    names = _names(cls)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    dropped = {"__dict__", "__weakref__", *names}
    body = {name: thing for name, thing in cls.__dict__.items() if name not in dropped}
    body |= {"__slots__": names, "__repr__": _shown, "__reduce__": _reduced, _RESTORED: _Restoring(), **extra}
    made: Any = type(cls.__name__, cls.__bases__, body)

    def first(self: object, *given: object, **named: object) -> None:
        made.__init__ = _constructor(made, defaults, kw_only=kw_only)
        made.__init__(self, *given, **named)

    made.__init__ = first
    return cast("type[T]", made)


def _constructor(made: type, defaults: Mapping[str, object], *, kw_only: bool) -> Callable[..., None]:
    """Return `__init__`: when the first object is made, because most runs make objects of a third of the classes."""
    names = [name for name in field_names(made) if not _is_set_later(defaults.get(name))]
    # A slot's own setter is what frozen dataclasses reach through object.__setattr__, at half the cost.
    scope: dict[str, object] = {f"_set{place}": made.__dict__[name].__set__ for place, name in enumerate(names)}
    factories: dict[int, object] = {}
    given: dict[str, object] = {}
    for place, name in enumerate(names):
        default = defaults.get(name, _NOTHING)
        if isinstance(default, _Field):
            factories[place] = default.default_factory
            default = _NOTHING
        elif default is _NOTHING:
            continue
        given[name] = default
    scope |= {f"_new{place}": factory for place, factory in factories.items()}
    scope["_nothing"] = _NOTHING
    code = _code(len(names), tuple(factories), hasattr(made, "__post_init__"), kw_only and bool(names))
    function = FunctionType(code.replace(co_varnames=("self", *names)), scope)
    if kw_only:
        function.__kwdefaults__ = given
    else:
        function.__defaults__ = tuple(given.values())
    return function


def _is_set_later(default: object) -> bool:
    return isinstance(default, _Field) and not default.init


@cache
def _code(count: int, factories: tuple[int, ...], checks: bool, kw_only: bool) -> CodeType:  # noqa: FBT001 - keys
    """Compile `__init__` for `count` fields; whatever they are called, it is the same but for their names."""
    names = [f"_{place}" for place in range(count)]
    lines = [
        f" _set{n}(self, _new{n}() if _{n} is _nothing else _{n})" if n in factories else f" _set{n}(self, _{n})"
        for n in range(count)
    ]
    if checks:
        lines.append(" self.__post_init__()")
    parameters = ", ".join(["self", *(["*"] if kw_only else []), *names])
    scope: dict[str, FunctionType] = {}
    exec(f"def __init__({parameters}):\n" + "\n".join(lines or [" pass"]), scope)  # noqa: S102 - as dataclasses do
    return scope["__init__"].__code__


_NOTHING = object()


def _comparison(names: tuple[str, ...], *, order: bool) -> dict[str, object]:
    key = _key(names)

    def equal(self: object, other: object) -> bool:
        return key(self) == key(other) if type(other) is type(self) else NotImplemented

    def hashed(self: object) -> int:
        return hash(key(self))

    def less(self: object, other: object) -> bool:
        return key(self) < key(other) if type(other) is type(self) else NotImplemented

    made: dict[str, object] = {"__eq__": equal, "__hash__": hashed}
    return made | {"__lt__": less} if order else made


def _key(names: tuple[str, ...]) -> Callable[[object], Any]:
    """Return what gives the fields of a value as one thing that compares as they do."""
    return attrgetter(*names) if names else lambda _: ()


def _refused(self: object, name: str, *_: object) -> NoReturn:
    message = f"{type(self).__name__}.{name} cannot be changed"
    raise FrozenValueError(message)


def _shown(self: object) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in field_names(type(self)))
    return f"{type(self).__qualname__}({fields})"


def _reduced(self: object) -> tuple[object, ...]:
    """Pickle the first object of a class: the function that does it for all others is compiled."""
    made: Any = type(self)
    names = field_names(made)
    scope: dict[str, Any] = {"_restored": getattr(made, _RESTORED)}
    exec(f"def reduced(self): return _restored, ({''.join(f'self.{name}, ' for name in names)})", scope)  # noqa: S102 - as in `_constructor`
    made.__reduce__ = scope["reduced"]
    return cast("tuple[object, ...]", made.__reduce__(self))


_RESTORED = "_restored"
"""The static method that pickles name."""


class _Restoring:
    """Compiles, when it is first asked for, the function that rebuilds a class's values without its checks."""

    def __get__(self, _: object, made: Any) -> Callable[..., object]:  # noqa: ANN401 - a class that `_made` made
        names = field_names(made)
        scope = {f"_set_{name}": made.__dict__[name].__set__ for name in names}
        scope |= {"_new": object.__new__, "_made": made}
        lines = ["def restored(" + ", ".join(names) + "):", " self = _new(_made)"]
        lines += [f" _set_{name}(self, {name})" for name in names]
        exec("\n".join([*lines, " return self"]), scope)  # noqa: S102 - as in `_constructor`
        restored = cast("Callable[..., object]", scope["restored"])
        restored.__module__, restored.__qualname__ = made.__module__, f"{made.__qualname__}.{_RESTORED}"
        setattr(made, _RESTORED, staticmethod(restored))
        return restored
