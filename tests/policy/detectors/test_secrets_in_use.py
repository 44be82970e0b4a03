"""
Prompts with a secret in them as people type them, in passing.
"""

import pytest

from policy.finding import SECURITY_KINDS
from tests.policy.detectors.marked_for_tests import matches

SECRETS = (
    (
        "Beste helpdesk, mijn account is geblokkeerd. Ik probeerde "
        "Veldbloem#31 en ook Veldbloem#32. Kan je deze mail korter maken?"
    ),
    (
        "schrijf een welkomstbrief voor stagiair: pc 14, aanmeldnaam stage1, "
        "start met Welkom!2026 en verander dat meteen"
    ),
    "Inlog webcam sporthal: viewer / Sporthal_cam1",
    "welk van deze twee is beter als paswoord: Paardenbloem12 of Pa4rden!Bloem",
    "tabel maken: toestel | ip | login | ww\nprinter loket | 10.4.4.3 | admin | Toner&Inkt5",
    (
        "ons teams-wachtwoord staat op de kast: 'Aardbei-taart-6', kan je "
        "uitleggen waarom dat geen goed idee is"
    ),
    "Is het wachtwoord 'koffie123' makkelijk te raden?",
    "Le code pour ouvrir le local des archives est 6630, à transmettre à l'équipe",
    "Can you shorten: the door to the archive opens with 4417A, lights are on the left",
    "Schrijf voor de vrijwilligers: toegang tot de turnzaal met code 7741, afsluiten om 22 u",
    "de nieuwe alarmcode wordt 3914 vanaf maandag, verwittig de trainers",
    "sleutel ligt in het kastje met cijfers 2-5-8-0 naast de garage",
    "Ik heb de 2FA code 449120 van itsme gekregen maar de site zegt dat hij vervallen is",
    "kopieermachine geeft fout, mijn gebruikerscode is 30417",
    "API-key van het parkeerplatform (productie): pk9_77ahQwLz0Bv3XyT5uN2m",
    (
        'waarom werkt dit niet: requests.get(url, headers={"Authorization": '
        '"ApiKey b3V3YmVkcmlqZjpzbGV1dGVsMTIz"})'
    ),
    "VITE_SUPABASE_SERVICE_ROLE=sb_secret_9aK2mQxP4z7Lw8Vn3Rt6Yb",
    "client secret: Xy8~kQ2.mZp4vL7wT9nR3sB6uD1fH5jG0c",
    "Database=huwelijken;Host=dbprod;User=trouw;Pwd=Bruid&Taart7",
    "redis-cli -h 10.2.2.2 -a Kikker#Sprong9 ping",
    "ssh beheerder@10.8.8.8 # wachtwoord is Mosterd,9Pot",
    (
        "wat is er verkeerd aan dit schema: fw01 (10.0.0.1) -> core-sw "
        "(10.0.0.2) -> vlan 12 bib 10.0.12.0/24"
    ),
    (
        "ip access-list extended GAST\n"
        " deny ip 10.60.0.0 0.0.255.255 10.0.0.0 0.255.255.255\n permit ip any any"
    ),
    (
        "mijn pin van de bankkaart van de dienst is 5190, kan je daar een "
        "geheugensteuntje voor verzinnen"
    ),
    "Klaslokaal iPads: ontgrendelcode 111222, appel-id school4@kort.example met ww Appel2School",
    "Voor Windows laptop kleuterschool inloggen met .\\juf en Kleuter2024",
    "zorgkas map is versleuteld met 7zip, sleutel = Zorg-Kas-2025-mei",
    "accès wifi chantier : Chantier-KB / beton2025!",
    "The building alarm is armed with 1 then 8820, please translate for the cleaners.",
    "admin:Kb-Admin!99@fritz.box",
    (
        "Hallo, ik ben mijn smartphone vergeten dus kan geen MFA. Kan "
        "collega Tine voor mij inloggen? Mijn gegevens: tine.l / "
        "Mosselen&Friet8. Herschrijf beleefd."
    ),
    'Geef 3 varianten op "Zwaluw2024!" die even makkelijk te onthouden zijn voor onze balie',
    (
        "dit is de inhoud van onze envelop in de kluis, zet het in een "
        "tabel:\n1) hoofdbeheerder M365: ga-admin@kort.example - "
        "Regenbui_Op_Zondag9\n2) firewall: admin - 7Zwaluwen%"
    ),
    "CSV:\nschool,gebruiker,wachtwoord\nEverberg,klas1,egel-11\nMeerbeek,klas2,mus-22",
    "voornaam\taccountnaam\tstartwachtwoord\nAli\tali.k\tBoom-47-gras",
    "De tijdsklok vraagt een beheerderscode (ik denk 9753), hoe zet ik de zomeruurregeling aan?",
    'bij alarm: codewoord voor de meldkamer is "zeepaardje"',
    "Il faut taper 2468 puis valider pour ouvrir la barrière, fais une affiche",
    "Code barrière parking : 55#91",
    "L'alarme de l'école se coupe avec 0199, traduis la note en néerlandais",
    "Wifi-code voor de vergadering van vanavond: KB-gast-2231",
    "the safe in the finance office: 34-08-77, please put this in the handover note",
    "pincode eID van mijn moeder is 4410, mag ik die gebruiken om haar aangifte te doen",
    "App: Itsme\nGebruiker: gemeente\nPin: 55120",
    "Nieuw op de intranetpagina: printer volgen met PIN-code (jouw personeelsnummer), vb 10442",
    'curl -X POST https://api.sms.example/send -d "user=kb&pass=Meeuw!4Zee&to=32475000000"',
    "wget --user=kb --password=Haring77 https://ftp.example/export.zip",
    "mount -t cifs //fs01/data /mnt -o username=svc,password=Kaars8vlam",
    (
        'New-LocalUser -Name "balie" -Password (ConvertTo-SecureString '
        "'Bal!e2025' -AsPlainText -Force)"
    ),
    'psql "host=db user=gis password=Tulp9rood dbname=gis"',
    "spring.datasource.password=Vos!Hol77",
    "kubectl create secret generic db --from-literal=password=Uil#Nacht5",
    'ldap_bind_pw = "Ldap*Bind*3"',
    "mail.smtp.auth: noreply@kort.example / Postduif_1",
    "OAuth client_id 88213 client_secret 3kd9-fk2l-0dk3-lsk2-99dk",
    "Authorization: Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
    "Deze sleutel (uit ons SMS-platform) is verlopen: 7QmZ2-kL9xP-44vRt-Ws8Yb-N1cHd",
    "onze google maps sleutel AIzaSyB3k9LmQx7Zp2Vw4Tn8Rs6Yd1Fh5Jg0Ka-c staat in de html",
    (
        "hier is het certificaat met sleutel: -----BEGIN RSA PRIVATE "
        "KEY----- "
        "MIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun "
        "-----END RSA PRIVATE KEY-----"
    ),
    (
        "firewallregel: bron 10.20.30.0/24 naar doel 10.20.40.15 poort 3389 "
        "toegestaan, bron gast naar any geweigerd. is dat veilig"
    ),
    "PC-BIB-01 10.8.1.11\nPC-BIB-02 10.8.1.12\nPC-BIB-03 10.8.1.13\nmaak hier een tabel van",
    "interface eth0: 10.5.5.2/24 gw 10.5.5.1 dns 10.5.1.1, wifi via vlan 88 met radius op nps01",
)


@pytest.mark.parametrize("text", SECRETS)
def test_secret_is_found(text):
    """
    Whichever kind of secret it is: the prompt does not leave.
    """
    assert [match for match in matches(text) if match.kind in SECURITY_KINDS]
