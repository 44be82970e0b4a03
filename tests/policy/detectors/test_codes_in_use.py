"""
Codes as people tell each other to use them.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

ACCESS_CODE = (
    "The PIN for the cash box is ⟦4417⟧",
    "Zet dit in een rooster: alarm kerk ⟦5512⟧, alarm school ⟦8831⟧, alarm loods ⟦2094⟧",
    "om het alarm af te zetten tik je ⟦6642⟧ en dan ok",
    "voordeur code ⟦2580*⟧",
    "codeslot berging: ⟦7319⟧",
    "hangslot container speelplein ⟦0426⟧",
    "toetsenpaneel zijingang: eerst # dan ⟦8213⟧",
    "De code om binnen te komen is ⟦44B19⟧",
    "sleutelkluis thuiszorg mevr: ⟦1 9 4 4⟧",
    "Brandcentrale niveau 2: code ⟦3344⟧",
    "voicemailcode ⟦1290⟧",
    "Le code du cadenas est le ⟦3-7-2⟧",
    "Tapez ⟦4589B⟧ pour entrer dans la crèche",
    "Boîte à clés : ⟦2718⟧",
    "code alarme ⟦7781⟧, la désactiver avant 7h",
    "To open the gate enter ⟦5567#⟧ on the keypad",
    "key safe at the back door, combination ⟦8-2-6-4⟧",
    "unlock code for the tablets: ⟦159357⟧",
    "passcode ipad ⟦2046⟧",
    "De brandkast openen: ⟦4x links 18, 3x rechts 42, 2x links 7⟧",
    "mijn itsme-code is ⟦58231⟧ en ik kan niet aanmelden",
    "de sms-code die ik kreeg was ⟦883012⟧, mag ik die doorgeven aan de leverancier",
    "printcode Annelies ⟦8841⟧",
    "Fietsenberging open met ⟦0815⟧ en dan de klink naar boven",
    "Poort containerpark: toegangscode is gewijzigd in ⟦K778⟧.",
    "badge vergeten? dan kan je binnen met ⟦9090⟧ op het klavier",
    (
        "Voor de nieuwe collega: pc-login idem als uw mail, sharepoint idem, "
        "kassasysteem login 14 code ⟦9921⟧"
    ),
    "De toegang tot de kleedkamers gebeurt met ⟦2468#⟧ op de deur. Maak een bordje voor de clubs.",
    "Alarmpaneel: ABC toetsen en dan ⟦7-7-1-2⟧",
    "Kluis OCMW: ⟦3x naar links tot 45, 2x rechts tot 12, links tot 78⟧",
    "het codetje van de poetskast is ⟦1985⟧ niet doorvertellen hé. maak er een mopje van",
    "PIN kassa speelplein = ⟦8080⟧",
    "Sleutelbakje Everberg: ⟦4-3-2-1⟧",
    "SIM 0470 toestel wacht: pin ⟦4471⟧",
    "Deurtelefoon: druk 88 en daarna ⟦4410⟧ voor de bovenverdieping",
    "Le digicode de l'annexe : ⟦A59B⟧",
    "composez le ⟦7412⟧ puis étoile pour désarmer l'alarme",
    "The alarm can be switched off by typing ⟦90210⟧ within 20 seconds",
    "lockbox code at rear entrance: ⟦0042⟧",
    "toilet code ⟦5544⟧ achter de balie",
    "Ik ben mijn badge kwijt, kan ik binnen met de noodcode ⟦778899⟧?",
    "code garagepoort brandweer ⟦1105A⟧",
    "De bezoekers van de begraafplaats kunnen na 18u het poortje openen met ⟦1914⟧.",
    "voor de drukker: afdrukken ophalen met persoonlijke code ⟦60712⟧",
    "herstelsleutel bitlocker ⟦123456-234567-345678-456789-567890-678901-789012-890123⟧",
)


@pytest.mark.parametrize("marked", ACCESS_CODE)
def test_code_is_found_exactly(marked):
    """
    With the thing that it opens, or with what to do with it.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.ACCESS_CODE) == values
