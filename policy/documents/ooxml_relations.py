"""
Who refers to whom in an OOXML package: the relationship parts (ECMA-376 part 2, 9.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import normpath
from urllib.parse import unquote

from policy.documents.interface import Budget
from policy.documents.package import Package
from policy.documents.xml_reader import Attributes, Names, read_xml

PROPERTY_ROLES = frozenset({"core-properties", "extended-properties", "custom-properties"})
WORDS_ROLES = frozenset({"printerSettings", "customProperty"})
CONTROL = "activeXControlBinary"
LITTLE_READ = frozenset({"", "font", CONTROL, *WORDS_ROLES, *PROPERTY_ROLES})
"""Roles in which less is looked for than in others, so another one of the same part counts."""
_OWN = frozenset({"Id", "Type", "Target", "TargetMode"})


@dataclass(frozen=True, slots=True)
class Relation:
    """One part's reference to another, or to something outside."""

    role: str
    """The last word of the type: "header", "image", "hyperlink"; alike in all its editions."""
    target: str = field(repr=False)
    """The name of a part, or an address outside."""
    is_external: bool


class Relations:
    """All relationships of a package, by the part that has them; "" has those of the package."""

    def __init__(self, package: Package, budget: Budget, names: Names) -> None:
        self.of: dict[str, list[Relation]] = {}
        self.roles: dict[str, str] = {}
        """
        What each part is to the first that refers to it, of those that make somebody read all of
        it.
        """
        self._numbered: dict[tuple[str, str], str] = {}
        self.asides: list[str] = []
        """Text that has no place in such a part and stands there."""
        self.parts: list[str] = []
        """The relationship parts themselves."""
        by_folded = {name.lower(): name for name in package.names}
        for name in package.names:
            if name.lower().endswith(".rels"):
                self.parts.append(name)
                self._read(name, package, budget, names, by_folded)

    def named(self, part: str, *roles: str) -> list[str]:
        """The parts that `part` refers to in these roles, in order."""
        return [
            relation.target
            for relation in self.of.get(part, ())
            if relation.role in roles and relation.target and not relation.is_external
        ]

    def target(self, part: str, number: str) -> str | None:
        """The part that `part` calls `number`."""
        return self._numbered.get((part, number))

    def _read(
        self, name: str, package: Package, budget: Budget, names: Names, known: dict[str, str]
    ) -> None:
        folder, _, own = name.rpartition("/")
        folder = folder.removesuffix("_rels")
        owner = known.get(f"{folder}{own[: -len('.rels')]}".lower(), "")
        hearer = _Hearer(self.asides)
        read_xml(package.read(name), budget, names, hearer)
        relations = self.of.setdefault(owner, [])
        for attributes in hearer.found:
            target = attributes.get("Target", "")
            is_external = attributes.get("TargetMode") == "External"
            if not is_external:
                target = known.get(_resolved(folder, target).lower(), "")
            role = attributes.get("Type", "").rpartition("/")[2]
            relations.append(Relation(role, target, is_external))
            if target and not is_external:
                if self.roles.get(target, "") in LITTLE_READ:
                    self.roles[target] = role
                self._numbered[owner, attributes.get("Id", "")] = target


class _Hearer:
    def __init__(self, asides: list[str]) -> None:
        self.found: list[Attributes] = []
        self._asides = asides

    def start(self, name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] == "Relationship":
            self.found.append(attributes)
            self._asides += [value for key, value in attributes.items() if key not in _OWN]

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None:
        self._asides.append(data)

    def aside(self, data: str) -> None:
        self._asides.append(data)


def _resolved(folder: str, target: str) -> str:
    path = unquote(target.partition("#")[0])
    if not path.startswith("/"):
        path = f"/{folder}{path}"
    return normpath(path).lstrip("/")
