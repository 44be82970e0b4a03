"""
The PAC file: which hosts a browser sends to the proxy. It says the same as the catalogue.

Only hosts that the proxy would open go to it, so an outage of the proxy touches nothing else;
and they get no `DIRECT` beside it, so that an outage does not open the gate either.
"""

from __future__ import annotations

import json
import re

from policy.catalogue import Catalogue, HostMatch

MEDIA_TYPE = "application/x-ns-proxy-autoconfig"

# ES5 without surprises: old Windows clients run it in JScript. `=== true` keeps names such as
# "constructor", which every object inherits, out of the tables.
_SCRIPT = """\
// promptwacht, list {version}: generative AI goes through the filter, all else goes its own way.
var EXACT = {exact};
var BELOW = {below};
var LIKE = {like};
var FILTER = {answer};

function FindProxyForURL(url, host) {{
  var name = host.toLowerCase(), rest, dot, patterns, i;
  while (name.charAt(name.length - 1) === ".") {{ name = name.slice(0, -1); }}
  if (EXACT.hasOwnProperty(name)) {{ return EXACT[name] === true ? FILTER : "DIRECT"; }}
  for (rest = name; rest !== ""; rest = dot < 0 ? "" : rest.slice(dot + 1)) {{
    if (BELOW.hasOwnProperty(rest)) {{ return BELOW[rest] === true ? FILTER : "DIRECT"; }}
    dot = rest.indexOf(".");
  }}
  rest = name.split(".").slice(-2).join(".");
  patterns = LIKE.hasOwnProperty(rest) ? LIKE[rest] : [];
  for (i = 0; i < patterns.length; i += 1) {{
    if (new RegExp(patterns[i][0]).test(name)) {{ return patterns[i][1] ? FILTER : "DIRECT"; }}
  }}
  return "DIRECT";
}}
"""

_OFF = """\
// promptwacht: the network itself sends traffic to the filter, so browsers need no proxy.
function FindProxyForURL(url, host) { return "DIRECT"; }
"""


def pac(catalogue: Catalogue, host: str, port: int) -> str:
    """The script for a proxy at `host` (a name or an address) and `port`."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return _SCRIPT.format(
        # A version comes from a file that people edit; it must not end the comment.
        version=json.dumps(catalogue.version),
        exact=_table(catalogue, HostMatch.EXACT),
        below=_table(catalogue, HostMatch.SUFFIX),
        like=_patterns(catalogue),
        answer=json.dumps(f"PROXY {shown}:{port}"),
    )


def pac_for_transparent_mode() -> str:
    """The script where clients must not be told of a proxy."""
    return _OFF


def _table(catalogue: Catalogue, match: HostMatch) -> str:
    """
    Domain to whether its connections are opened. Sign-in hosts are in it as well: theirs is a
    `false` that stands before the `true` of a domain above them.
    """
    return _json(dict(sorted(_opened(catalogue, match).items())))


def _patterns(catalogue: Catalogue) -> str:
    """Last two labels to the patterns below them, in the catalogue's order: the first counts."""
    by_ending: dict[str, list[tuple[str, bool]]] = {}
    for domain, opened in _opened(catalogue, HostMatch.PATTERN).items():
        ending = ".".join(domain.split(".")[-2:])
        source = "^" + re.escape(domain).replace(r"\*", "[^.]*") + "$"
        by_ending.setdefault(ending, []).append((source, opened))
    return _json(by_ending)


def _opened(catalogue: Catalogue, match: HostMatch) -> dict[str, bool]:
    opened: dict[str, bool] = {}
    for service in catalogue.services:
        for host in service.hosts:
            if host.match is match:
                opened[host.domain] = opened.get(host.domain, False) or host.decrypt
    return opened


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
