"""
What the gateway costs, measured beside no proxy at all and beside bare mitmproxy.

`fake_upstream` answers, `gateway` starts the proxies, `client` drives them, `report` tells.
"""
