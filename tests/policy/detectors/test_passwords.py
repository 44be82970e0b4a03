"""
Passwords in prose, in files and on command lines.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

PASSWORD = (
    "het wachtwoord is ⟦Zomer2024!⟧",
    "Wachtwoord: ⟦Zomer2024!⟧.",
    "wachtwoord = ⟦zomer24⟧",
    "paswoord ⟦Zomer2024⟧",
    "ww: ⟦Zomer2024⟧",
    "pw=⟦abc123⟧",
    "het wachtwoord van de beheerder is ⟦K0rtenberg!⟧ en",
    "het paswoord om in te loggen op Smartschool is ⟦Appel77⟧",
    'mijn wachtwoord voor de wifi is "⟦groene fiets⟧"',
    "wifi wachtwoord ⟦Gast3070!⟧",
    "wifiwachtwoord: ⟦gastnet2024⟧",
    "mot de passe : ⟦Soleil2024⟧",
    "le mot de passe est ⟦Soleil!24⟧",
    "mdp ⟦Soleil2024⟧",
    "password is ⟦Winter#99⟧",
    "the password for the account is ⟦hunter2⟧",
    "DB_PASSWORD=⟦s3cr3tPw⟧",
    "password: '⟦s3cr3t⟧'",
    '{"password": "⟦s3cr3t!⟧"}',
    "mysql -u root -p⟦Geheim123⟧ db",
    "sshpass -p '⟦Geheim123⟧' ssh x",
    "curl -u admin:⟦Geheim123⟧ https://x",
    "gebruiker: admin\npass: ⟦Welkom01⟧",
    "Is ⟦Kortenberg2024!⟧ een goed wachtwoord?",
    "wachtwoord ⟦Herfst2025⟧?",
    "login: jan.peeters / ⟦Welkom123⟧",
    "inloggen met admin/⟦Welkom123⟧",
    "gebruikersnaam jan wachtwoord ⟦jan1985⟧",
    "net use Z: \\\\fs\\x /user:dom\\jan ⟦Pass!word1⟧",
    "PGPASSWORD=⟦abc123x⟧ psql",
    "het wachtwoord werd gewijzigd naar ⟦Lente2025!⟧",
    "nieuw wachtwoord wordt ⟦Welkom2025⟧",
    "wachtwoord -> ⟦Test1234⟧",
    "Wachtwoord:\n⟦Zomer2024!⟧",
    "passphrase: ⟦correct-horse-9⟧",
    "radius key ⟦R4dius!geheim⟧",
    "wachtwoord (tijdelijk): ⟦Start123⟧",
    "mijn paswoord is ⟦voetbal10⟧",
    "de wifisleutel is ⟦kortenberg3070⟧",
    "WPA2-sleutel: ⟦Kb-Gast-2024⟧",
    "wachtwoord van de Facebookpagina: ⟦gemeente#FB⟧",
    "Login admin, wachtwoord ⟦Beamer3070⟧",
    "pass ⟦Zon!2024⟧",
    "wachtwoord=⟦Ab1!⟧",
    "password ⟦123456⟧",
    "wachtwoord is ⟦123456⟧",
    "psexec \\\\pc1 -u admin -p ⟦Zomer24!⟧ cmd",
    "Wachtwoord\t⟦Kastanje5702$⟧\nNaam\tx",
    "formulier\nWachtwoord\n⟦Kastanje5702$⟧\nRekening",
    "runas: gebruiker KB\\svc met paswoord ⟦Svc#2024kb⟧",
)


@pytest.mark.parametrize("marked", PASSWORD)
def test_password_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PASSWORD) == values
