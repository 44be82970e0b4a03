"""
What addresses carry is asked once for a while, whatever somebody else asks.
"""

from dataclasses import dataclass, field

from addons.cargoes import Cargoes
from addons.services.interface import Cargo
from tests.addons.fakes import a_passage
from tests.addons.services.examples import request

HERE = a_passage()


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


@dataclass
class Asked:
    """A codec that counts its answers."""

    name: str = "asked"
    paths: list = field(default_factory=list)

    def cargo(self, wire):
        self.paths.append(wire.path)
        return Cargo.PROMPT


def test_an_address_is_asked_about_once():
    """
    For an hour; a body makes another request of it.
    """
    clock, codec = Clock(), Asked()
    cargoes = Cargoes(clock)

    for wire in (request("/chat", b"x"), request("/chat", b"y"), request("/chat", b"")):
        assert cargoes.of(HERE, codec, wire) is Cargo.PROMPT
    clock.at = 3601.0
    cargoes.of(HERE, codec, request("/chat", b"x"))

    assert codec.paths == ["/chat"] * 3


def test_what_somebody_may_have_typed_is_not_kept():
    """
    It is asked about anew.
    """
    codec, cargoes = Asked(), Cargoes(Clock())

    for path in ("/chat?q=Jan", "/" + "x" * 160):
        cargoes.of(HERE, codec, request(path, b"x"))
        cargoes.of(HERE, codec, request(path, b"x"))

    assert len(codec.paths) == 4


def test_nobody_empties_the_memory_of_others():
    """
    However many addresses somebody makes up.
    """
    codec, cargoes, busy = Asked(), Cargoes(Clock()), a_passage(address="10.0.0.8")
    cargoes.of(HERE, codec, request("/chat", b"x"))

    for number in range(10_000):
        cargoes.of(busy, codec, request(f"/chat/{number}", b"x"))
    cargoes.of(HERE, codec, request("/chat", b"x"))

    assert codec.paths.count("/chat") == 1
