"""
The policy of one installation, read again whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from config.errors import ConfigError
from config.policy_files import Policy, load_policy_for
from config.settings import Settings
from policy import canary
from policy.catalogue import CatalogueError
from policy.department import DepartmentError
from policy.rulebook import RulebookError


@dataclass(slots=True)
class LoadedPolicy:
    """Reads the policy when called; remembers how long what it read last is good."""

    settings: Settings
    good_until: datetime | None = None

    def __call__(self) -> Policy:
        """With the canary's. Raises `ConfigError`."""
        policy = load_policy_for(self.settings)
        self.good_until = policy.good_until
        try:
            return replace(
                policy,
                departments=canary.in_departments(policy.departments),
                catalogue=canary.in_catalogue(policy.catalogue),
                rulebook=canary.in_rulebook(policy.rulebook),
            )
        except (DepartmentError, CatalogueError, RulebookError) as wrong:
            raise ConfigError(f"{wrong} (that name is the filter's own: choose another)") from None
