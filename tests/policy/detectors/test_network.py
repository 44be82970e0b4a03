"""
Network configuration.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

NETWORK_CONFIG = (
    "⟦DC01 10.20.10.5, FS01 10.20.10.6, SQL02 10.20.10.7⟧ zijn traag",
    "⟦IPv4-adres 10.20.10.5\nSubnetmasker 255.255.255.0\nStandaardgateway 10.20.10.1⟧",
    "server ⟦srv-dc01 op 10.20.10.5 in VLAN 10, gateway 10.20.10.1⟧ geeft fouten",
    (
        "⟦iptables -A INPUT -s 10.0.0.0/8 -j ACCEPT\niptables -A INPUT -p tcp --dport 22 -j DROP\n"
        "iptables -A FORWARD -i eth0 -o eth1 -j ACCEPT⟧"
    ),
    (
        "⟦hostname SW-GEMEENTEHUIS-01\nvlan 20\n name SERVERS\ninterface vlan 20\n"
        " ip address 10.20.20.1 255.255.255.0⟧"
    ),
)


@pytest.mark.parametrize("marked", NETWORK_CONFIG)
def test_network_config_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.NETWORK_CONFIG) == values
