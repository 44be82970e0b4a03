"""
Prompts about doors, codes, keys and networks as people ask them, without a secret in them.
"""

import pytest

from policy.finding import SECURITY_KINDS
from tests.policy.detectors.marked_for_tests import matches

NO_SECRETS = (
    (
        "Maak een handleiding: klik op 'Wachtwoord vergeten', vul je e-mail "
        "in en wacht op de code van 6 cijfers."
    ),
    "We hebben 1240 wachtwoorden gereset in 2024, dat is 12% meer dan in 2023.",
    "Schrijf beleid: pincodes van 4 cijfers worden vervangen door 6 cijfers vanaf 1/1/2026.",
    "De code 112 bellen bij brand; deur dicht en naar buiten.",
    "De deur van lokaal 2204 klemt, de poort 12 ook. Maak een melding voor de technische dienst.",
    "Sleutelnummers: kerk 1204, school 1310, bib 1422",
    "Alarmmeldingen per jaar: 2021 1204, 2022 1310",
    "Kostenplaats deur 4410, artikel 2210001",
    "PIN-terminal Worldline model 4510 bestellen",
    "lockers 1001 tot 1040 zijn vrij, de kast kost 450 euro",
    "Account Jan-Vlaams-Brabant2 heeft 1200 volgers",
    "Ons e-mailadres voor toegang: toegang2025@kortenberg.be",
    "versie 2.0.1!b van de tablet-app crasht",
    'password = os.getenv("PW") or getpass.getpass("pw? ")',
    'if (user.password !== confirmPassword) return res.status(400).send("fout!");',
    "CREATE USER 'app'@'%' IDENTIFIED BY '<wachtwoord>';",
    'echo "$PASSWORD" | docker login -u "$USER" --password-stdin',
    'curl -H "Authorization: Bearer $TOKEN" https://api.example.be',
    "De API geeft 'invalid_token', error_id 7c1e9b20-33aa-4c1f-9d2e-0a1b2c3d4e5f",
    "factuurnummer VF2025/000123, klantcode KB4412, deur geleverd",
    "Klantcode 44120 bij de leverancier van de poort",
    "de code rood van het KMI geldt tot 18 uur, blijf binnen",
    "code oranje voor de poort van het zwembad, 1200 bezoekers",
    "VLAN staat voor virtual LAN. Geef een voorbeeld met 2 VLANs (10 en 20).",
    "Ons extern IP is 81.82.83.84, welke provider is dat?",
    "10.1.2 en 10.1.3 zijn hoofdstukken in het netwerkplan",
    "De gateway naar het dorp: 10.5 km fietsroute langs knooppunten 10, 12, 44",
    "Leg uit aan leerlingen: router, switch, firewall en server met een tekening.",
    "Typ in klas 4: getallen tot 10 000, bijvoorbeeld 4512 en 8890, open je boek op bladzijde 12",
    "Het hek van 2000 meter lang kost met 4500 euro subsidie nog 3000 euro",
    (
        "Zet in een tabel: naam, personeelsnummer. Ria 4471, Gust 4482 "
        "(nummers voor de badge volgen later)"
    ),
    "Maak etiketten: zaal / capaciteit: Raadzaal 1200, Refter 1450 (deuren links)",
    "De beheerderscode van de leverancier staat in de handleiding, ik ken ze niet.",
    "codewoord voor het quizteam bedenken, iets met fietsen",
    "Il faut taper votre code puis valider pour ouvrir la barrière",
    "pincode aanvragen duurt 5 dagen en kost 0 euro, bij loket 3",
    "Wifi-code vraag je aan de balie, geldig 24 uur",
    'curl -u "$USER:$PASS" https://example.com',
    "wget --user=USER --password=PASSWORD https://example.com",
    "spring.datasource.password=${DB_PASS}",
    "kubectl get secret db -o jsonpath='{.data.password}'",
    "De leerlingen kiezen een wachtwoord met 1 hoofdletter, 1 cijfer en 1 teken (bv. ! of ?).",
    "naam,geboortejaar,klas\nAli,2015,4A",
    "Welk account moet ik gebruiken voor Adobe Acrobat2020?",
    "Kan ik met mijn eID aanmelden op MyMinfin en Tax-on-web2025?",
    "Inloggen met itsme en eID32 lukt niet.",
    "het wachtwoord is verplicht te wijzigen na 90 dagen",
    "het wachtwoord is ooit aangepast door de leverancier.",
    "het wachtwoord is zelfgekozen, mag dat?",
    "het wachtwoord is kapot, denk ik.",
    "Het wachtwoord is hetzelfde als vorig jaar, is dat erg?",
    "wachtwoord: minstens 14 tekens\ngebruikersnaam: je e-mailadres",
    "De sleutel van de berging ligt bij nummer 14, code geel.",
    "tarief alarm: 1250 euro per jaar, sensor 45 euro",
    "kluis: 1 m3, 250 kg, slot met 2 sleutels",
    "Onze tokens voor de eetkraampjes kosten 2,50 euro, kleur B2C3D4",
    "de hash van de commit is a1b2c3d4e5f60718293a4b5c6d7e8f9012345678, welke sleutel hoort erbij?",
    "licentie CC-BY-4.0 of EUPL-1.2, welke kies ik?",
    "serienummer printer VNB3K12345, productnummer 2Z609A",
    "Onze API haalt data van https://opendata.example/datasets/a1b2c3d4e5f60718/afval",
)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_question_without_a_secret_passes(text):
    """
    Counts, models, policies and instructions.
    """
    assert [match for match in matches(text) if match.kind in SECURITY_KINDS] == []
