"""
Where settings come from, in order: environment, secret files, YAML file. Each value keeps the
name of its origin, so that a mistake can be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NestedSecretsSettingsSource,
    SecretsSettingsSource,
    SettingsError,
)

from config.errors import ConfigError
from config.yaml_source import YamlFile, read_yaml, shown

OTHER_VARIABLES = frozenset({"CONFIG_FILE", "SECRETS_DIR"})
"""Variables with our prefix that say where settings are, and are none themselves."""

_MAX_SECRETS = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gathered:
    """Raw values by field, and the place of each in words for people."""

    values: dict[str, Any] = field(repr=False)
    origins: dict[str, str]


class _Given(EnvSettingsSource):
    """An environment that is handed in, rather than that of the process."""

    def __init__(self, settings: type[BaseSettings], env: Mapping[str, str]) -> None:
        self._env = env
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        # An empty variable is one that is not set (`env_ignore_empty`).
        return {name.lower(): value for name, value in self._env.items() if value}


def gathered(settings: type[BaseSettings], env: Mapping[str, str], default_file: Path) -> Gathered:
    """
    All values that were given for `settings`. Raises `ConfigError` for a file that cannot be
    read and for a name that no setting has: a typing error must not pass in silence.
    """
    prefix = str(settings.model_config["env_prefix"])
    fields = settings.model_fields.keys()
    own = {name: value for name, value in env.items() if name.upper().startswith(prefix)}
    for name in own:
        _known(name, name.upper().removeprefix(prefix), fields, extra=OTHER_VARIABLES)
    found = Gathered({}, {})
    _from_yaml(found, settings, own.get(f"{prefix}CONFIG_FILE", ""), default_file)
    _from_secrets(found, settings, own.get(f"{prefix}SECRETS_DIR", ""), prefix)
    for name, value in _called(_Given(settings, own)).items():
        found.values[name] = value
        found.origins[name] = f"{prefix}{name.upper()}"
    return found


def _known(origin: str, name: str, fields: Any, extra: frozenset[str] = frozenset()) -> None:
    known = {field.upper() for field in fields} | extra
    if name in known:
        return
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "docs/settings.md has all of them"
    raise ConfigError(f"{origin}: there is no such setting ({hint})")


def _called(source: Any) -> dict[str, Any]:
    try:
        return dict(source())
    except (SettingsError, OSError, UnicodeDecodeError) as wrong:
        raise ConfigError(f"settings: cannot be read: {type(wrong).__name__}") from None


def _from_yaml(
    found: Gathered, settings: type[BaseSettings], named: str, default_file: Path
) -> None:
    path = Path(named) if named else default_file
    if not named and not path.exists():
        return  # every setting has a default
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise document.error((), "not a list of settings (allowed: lines such as `mode: regular`)")
    for name, value in document.data.items():
        place = document.place((name,), key=True)
        _known(f"{place}: {name}", name.upper(), settings.model_fields.keys())
        found.values[name] = value
        found.origins[name] = _in_file(document, name)


def _in_file(document: YamlFile, name: str) -> str:
    return f"{document.place((name,))}: {name}"


def _from_secrets(found: Gathered, settings: type[BaseSettings], named: str, prefix: str) -> None:
    if not named:
        return
    folder = Path(named)
    if not folder.is_dir():
        raise ConfigError(f"{prefix}SECRETS_DIR: there is no folder {shown(folder)}")
    try:
        names = [file.name for file in folder.iterdir()]
        source = NestedSecretsSettingsSource(
            SecretsSettingsSource(settings, folder), secrets_dir_max_size=_MAX_SECRETS
        )
    except (SettingsError, OSError, UnicodeDecodeError):
        limit = f"at most {_MAX_SECRETS} bytes of UTF-8 text in all"
        raise ConfigError(f"{prefix}SECRETS_DIR: cannot be read ({limit})") from None
    # Other programs' secrets may lie there too; only names with our prefix are ours.
    for name in names:
        if name.upper().startswith(prefix):
            own = name.upper().removeprefix(prefix)
            _known(f"{shown(folder)}/{name}", own, settings.model_fields.keys())
    for name, value in _called(source).items():
        found.values[name] = value
        found.origins[name] = f"{shown(folder)}/{prefix}{name.upper()}"
