"""
Network configuration.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

NETWORK_CONFIG = (
    (
        "⟦Adresse IPv4 : 10.12.4.31\n"
        "Masque de sous-réseau : 255.255.255.0\nPasserelle par défaut : 10.12.4.1⟧"
    ),
    (
        "printers:\n⟦loket 10.5.1.21\nraadzaal 10.5.1.22\nbib 10.5.2.23\nrefter "
        "10.5.3.24\natelier 10.5.4.25⟧"
    ),
    (
        "⟦domeincontroller is kb-dc01 op 10.3.0.10, fileserver kb-fs02 op "
        "10.3.0.11, exchange kb-mx01 op 10.3.0.12⟧. maak een schema"
    ),
    (
        "⟦/ip firewall filter add chain=forward src-address=10.8.0.0/24 "
        "dst-address=10.9.0.0/24⟧ action=accept"
    ),
    (
        "⟦set interfaces ge-0/0/1 unit 0 family inet address 10.4.1.1/24\n"
        "set security policies from-zone trust to-zone untrust policy p1 "
        "match source-address any⟧"
    ),
    "VPN: ⟦phase1 aes256-sha256 dh14, peer 192.0.2.14, lokaal subnet 10.7.0.0/16⟧, psk in kluis",
    (
        "Bron | Doel | Poort | Actie\n"
        "⟦VLAN10 | VLAN20 | 443 | toestaan\n"
        "VLAN30 | any | 3389 | blokkeren\n10.6.1.0/24 | 10.6.9.5 | 1433 | toestaan⟧"
    ),
    "⟦srv-dc01   IN  A  10.1.1.10\nsrv-file   IN  A  10.1.1.11\nsrv-print  IN  A  10.1.1.12⟧",
    "⟦10.1.1.10 dc01.kb.local\n10.1.1.11 files.kb.local\n10.1.1.12 intranet.kb.local⟧",
    (
        "⟦Nmap scan report for 10.2.3.4\n"
        "22/tcp open ssh\n445/tcp open microsoft-ds\n3389/tcp open ms-wbt-server⟧"
    ),
    (
        "⟦remote vpn.kortenberg.be 1194\n"
        "proto udp\ndev tun\nroute 10.20.0.0 255.255.0.0\ncipher AES-256-GCM⟧"
    ),
    (
        "route print geeft:\n⟦0.0.0.0 0.0.0.0 10.9.1.1 10.9.1.44 25\n10.9.0.0 "
        "255.255.0.0 on-link 10.9.1.44 281⟧"
    ),
    (
        "Cameraservers: ⟦10.50.1.11 (NVR gemeentehuis), 10.50.1.12 (NVR "
        "sporthal), 10.50.1.13 (NVR bib), vlan 50, gateway 10.50.1.254⟧"
    ),
    "⟦vlan 10 = admin 10.1.10.0/24\nvlan 20 = school 10.1.20.0/24\nvlan 30 = gast 10.1.30.0/24⟧",
    (
        "⟦object network SRV-WEB\n"
        " host 10.7.7.7\n nat (inside,outside) static 203.0.113.5\naccess-list "
        "OUT permit tcp any host 10.7.7.7 eq 443⟧"
    ),
    "⟦dhcp scope 10.2.3.10-10.2.3.200, dns 10.2.1.1, gateway 10.2.3.254, router fw-kb-02⟧",
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
