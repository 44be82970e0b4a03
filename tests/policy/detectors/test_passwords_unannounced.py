"""
Passwords in mails, notes, tickets and scripts, with a misspelt word or with none.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

PASSWORD = (
    (
        "Kan je deze mail nalezen? Hoi Kaat, het paswd voor de plotter is "
        "⟦Plotter_A0!x⟧, bel maar als het niet werkt."
    ),
    (
        "wat is er mis: inloggen met bibbalie lukt niet meer, ik gebruik nog "
        "altijd ⟦Leeszaal2022!⟧ zoals vroeger"
    ),
    "pasword van de zaalbeheer is ⟦zaal1234⟧, maak een sticker",
    "mdp wifi école : ⟦Tournesol77⟧",
    "Le mot de passe provisoire de la tablette (à changer) c'est ⟦Framboise!12⟧",
    (
        "our login for the library catalogue is catuser with "
        "⟦Bookworm#2024⟧, please write an instruction sheet"
    ),
    (
        "De login voor het sportpark is sportpark, pw idem maar met 2024! "
        "erachter dus ⟦sportpark2024!⟧"
    ),
    "vpn: gebruikersnaam tdavid\nwachtwoord\n⟦Wolkenkrabber.88⟧",
    "Mijn smartschoolwachtwoord (⟦Vlinder_2011⟧) werd gelekt volgens haveibeenpwned, wat nu?",
    "Is dit sterk genoeg: ⟦Tr@mhalte88⟧?",
    "Hoe lang duurt het om ⟦M4an&Sterren⟧ te kraken?",
    (
        "Schrijf een instructie: zet het scherm aan, log in als infoscherm, "
        "typ ⟦Scherm#Hal3⟧ en druk op enter."
    ),
    "docker run -e MYSQL_ROOT_PASSWORD=⟦fietsbel99⟧ -p 3306:3306 mariadb",
    "define('DB_PASSWORD', '⟦tR4ktor_9⟧');",
    "smtp:\n  host: mail.example\n  user: noreply\n  pass: ⟦Regenjas.42⟧",
    '$conn = mysqli_connect("localhost", "webuser", "⟦Ijsbeer!77⟧", "verhuur");',
    "ftp web01.example\nlogin: gemeente_web\nww: ⟦Klokkentoren#5⟧",
    (
        "Set-ADAccountPassword -Identity jpeeters -NewPassword "
        '(ConvertTo-SecureString "⟦Nieuw!Begin26⟧" -AsPlainText -Force)'
    ),
    "net user balie ⟦Onthaal!2025⟧ /add",
    "ansible_ssh_pass: ⟦Boterham/77⟧",
    '<add key="SmtpPassword" value="⟦Kraai!Nest5⟧" />',
    '"credentials": {"username": "svc_gis", "password": "⟦kaart-laag-88⟧"}',
    "zipbestand met loonfiches geopend met 7z x -p⟦Loon2024x⟧ lonen.7z geeft error",
    "de pdf is beveiligd met ⟦Dossier!5521⟧, hoe haal ik de beveiliging eraf",
    "het excelbestand vraagt een wachtwoord, ik dacht ⟦Begroting26⟧ maar dat is fout",
    "ik kan niet aanmelden op de laptop met raadslid05 / ⟦Raad.0525⟧",
    "admin wachtwoord van de router: '⟦gemeente⟧'",
    "het wachtwoord is ⟦kortenberg⟧, kan je een sterker voorstellen?",
    "wachtw. wifi personeel = ⟦KBstaf_2611⟧",
    "wifi: KB-Staff\nkey: ⟦druiven-tros-14⟧",
    "SSID KB-Zaal / sleutel: ⟦zaalfeest3070⟧",
    "nieuwe login tablet speelplein -> speel01 -> ⟦Zandbak!9⟧",
    "w8woord van de kassa is ⟦kassa789⟧",
    "credentials for the projector room: av-team / ⟦Lens&Lamp4⟧",
    "Toegang leveranciersportaal: gebruikersnaam kb.aankoop@kortenberg.be, paswoord ⟦Potlood=44⟧",
    "mon mot de passe Teams est ⟦Carotte7!⟧ et il est refusé",
    "l'identifiant est accueil2 et le mdp ⟦Guichet_88⟧",
    "Code wifi des invités : ⟦bienvenue1950⟧",
    "\\\\fs01\\raad /user:KB\\raad ⟦Raad!Zaal7⟧",
    (
        'hey, kunt ge dit beleefder zeggen: "Jef ge moet stoppen met overal '
        '⟦Zomerkamp_22⟧ te gebruiken als paswoord voor de tablets"'
    ),
    "Fix the grammar: The guest laptop user is visitor, the secret word is ⟦Tulip-Garden-9⟧.",
    "Maak een nieuwe versie van deze sticker: WIFI RAADZAAL / ⟦raad2025wifi⟧",
    "onze gedeelde dropbox bibfotos@kortenberg.example ww: ⟦Boekenbeurs!1⟧",
    "sudo: password for ict: heb ik ingevuld ⟦Kerktoren#12⟧ maar 'sorry try again'",
    'php artisan: DB_USERNAME=forge DB_PASSWORD="⟦p8Lk!29dkf⟧"',
    (
        "Ik heb op de beveiligde usb-stick van de politiezone het wachtwoord "
        "⟦Zonne-bloem-veld-8⟧ gezet, is bitlocker dan genoeg?"
    ),
    "Voici les accès du site : admin_kb / ⟦Muguet!2023⟧. Peux-tu rédiger une procédure ?",
    "mdp de la messagerie de l'école: ⟦lesPetitsLoups7⟧",
    "Traduis : « Le wifi du personnel s'appelle KB-Pers, la clé est ⟦Cerisier.3070⟧ »",
    "Rewrite: your temporary password has been set to ⟦Qk7-Loper-Zes⟧, please change it.",
    "Maak een kaartje: netwerk OCMW-bezoek, sleutel ⟦bezoek1234⟧",
    "bookwhen account: mail vrijetijd@kortenberg.be // ⟦Avontuur99⟧",
    (
        "ik heb het wachtwoord van de server net veranderd van ⟦Winter2024!⟧ "
        "in ⟦Lente2025!⟧, welke diensten moet ik herstarten"
    ),
    (
        "Hoe zet ik dit in KeePass? titel: UiTdatabank, user: kb_uit, ww: "
        "⟦H3t-F3est!⟧, url: uitdatabank.be"
    ),
    (
        "Kun je dit bash-script "
        "nakijken?\n#!/bin/bash\nUSER=backup\nPASS=⟦Schaap_en_Geit3⟧\nrsync -avz "
        "/data $USER@nas:/backup"
    ),
    "iemand heeft op de whiteboard geschreven: beamer -> ⟦Licht&Geluid4⟧, mag dat?",
    'sqlcmd -S sql01 -U sa -P ⟦Kassa!2020⟧ -Q "select 1"',
    "Username: kb-sftp\nPassword: ⟦Nacht.Egel.31⟧\nHost: files.example",
    "Wifi controller: ssid KB-Staff wpa2-enterprise, radius 10.3.3.3, shared secret ⟦Radius!Kb9⟧",
    "snmp-server community ⟦Kb-Lees⟧ RO\nsnmp-server host 10.1.1.9",
)


@pytest.mark.parametrize("marked", PASSWORD)
def test_password_is_found_exactly(marked):
    """
    However it is announced, the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.PASSWORD) == values
