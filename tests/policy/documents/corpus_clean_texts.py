"""
Public texts of a municipality, written for these tests: nobody private is in them.

They are full of what looks like personal data and is not: amounts, dates, numbers of articles and
of rooms, house numbers of public buildings, forms that nobody has filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_WRITTEN = """\
== openingsuren

Openingsuren van het gemeentehuis

Maandag tot vrijdag van 9 tot 12 uur, woensdag ook van 13.30 tot 16 uur.

Op dinsdagavond zijn we open tot 19.30 uur, na afspraak via de website.

We zijn gesloten op 1 november, 2 november, 11 november en 25 december 2026.

Vragen? Bel 02 755 30 70 of mail naar info@kortenberg.be.

== retributie

Retributiereglement op het gebruik van gemeentelijke zalen 2026-2031

Gelet op het decreet over het lokaal bestuur van 22 december 2017, artikels 40 en 41;

Gelet op de beslissing van de gemeenteraad van 8 december 2025 (agendapunt 14);

Artikel 1. De retributie bedraagt 125,00 euro per dagdeel en 45,50 euro per uur.

Artikel 2. Erkende verenigingen betalen 50 % van het tarief.

Artikel 3. Dit reglement treedt in werking op 1 januari 2026.

== afvalkalender

Afvalkalender 2026, zone 3

Restafval: elke maandag vanaf 6 uur. Pmd: om de twee weken op donderdag.

Papier en karton: 14 januari, 11 februari, 11 maart, 8 april, 13 mei, 10 juni.

Grofvuil: op aanvraag, 25 euro per ophaling, maximaal 2 m³.

Het recyclagepark is open van dinsdag tot zaterdag van 10 tot 17 uur.

== premie

Premie voor een regenwaterput

Je krijgt 25 % van de kosten terug, met een maximum van 500 euro per woning.

De woning is ouder dan 10 jaar en ligt in onze gemeente.

Vraag de premie aan binnen 6 maanden na de factuurdatum, met het formulier op de website.

Dit heb je nodig: kopie van de factuur, foto's van voor en na, rekeningnummer.

== agenda

Agenda van de gemeenteraad van 9 februari 2026

1. Goedkeuring van de notulen van de vergadering van 12 januari 2026.

2. Meerjarenplan 2026-2031: aanpassing 1. Bespreking en vaststelling.

3. Aanvullend verkeersreglement voor de schoolomgeving.

4. Overheidsopdracht voor leveringen: aankoop van twee elektrische bestelwagens. Raming: 98.000
euro.

5. Kerkfabrieken: advies bij de budgetten 2026.

De raad vergadert in de raadzaal op de eerste verdieping om 20 uur. De zitting is openbaar.

== speelplein

Speelpleinwerking zomer 2026

Voor kinderen van het eerste kleuter tot en met het zesde leerjaar.

Week 27 tot en met week 33, telkens van 9 tot 16 uur. Opvang kan vanaf 7.30 uur.

Een dag kost 9 euro, een halve dag 5 euro. Met een verhoogde tegemoetkoming betaal je de helft.

Meebrengen: lunchpakket, drinkbus, zwemgerief, zonnecrème en een regenjas.

== vacature

Vacature: medewerker groendienst (D1-D3, voltijds, onbepaalde duur)

Je onderhoudt parken, bermen en begraafplaatsen en je werkt in een ploeg van acht collega's.

Wij bieden een brutoloon van minstens 2.290,53 euro per maand, maaltijdcheques van 8 euro en 32
dagen verlof.

Solliciteren kan tot en met 15 maart 2026 via de website. De proeven vinden plaats in april.

Niveau D: geen diplomavereiste. Een rijbewijs B is een plus.

== formulier

Aanvraagformulier inname openbaar domein

Naam en voornaam: ..............................................

Rijksregisternummer: .. .. .. - ... . ..

Straat en nummer: .................... Postcode en gemeente: ....................

Telefoon: .................... E-mail: ....................

Van ... / ... / 20.. tot en met ... / ... / 20..

Handtekening van de aanvrager:

== werken

Wegenwerken in de Leuvensesteenweg vanaf 2 maart

De aannemer vernieuwt het fietspad tussen het station en de rotonde. De werken duren ongeveer 45
werkdagen.

Fase 1: tussen kilometerpaal 12,4 en 13,1. Het verkeer rijdt om via de N2 en de N227.

De bussen 352 en 358 volgen een omleiding; de halte Dorp wordt niet bediend.

Handelaars blijven bereikbaar. De infovergadering is op 19 februari om 20 uur in zaal Berkenhof.

== begroting

Financiële nota bij het meerjarenplan

Ontvangsten 2026: 31.245.870 euro. Uitgaven 2026: 29.876.412 euro.

Autofinancieringsmarge 2026: 1.369.458 euro; 2027: 1.102.330 euro; 2028: 845.219 euro.

Beleidsdoelstelling BD-3 omvat actieplannen AP-3.1 tot AP-3.7, ramingsnummers 2026140012 en
2026140013.

Algemene rekening 6103000, beleidsitem 011901, bestelbon 2026001245.

== nieuwsbrief

Nieuwsbrief februari

De bibliotheek leent voortaan ook gezelschapsspelen uit. Je vindt er al 220 in het rek naast de
balie.

Op zondag 22 februari planten we met alle inwoners 1.200 jonge bomen in het nieuwe bos.

Het zwembad is dicht van 16 tot 22 februari voor groot onderhoud.

Heb je een leuk idee voor de straat? Tot 31 maart kan je een wijkbudget aanvragen.

== privacy

Privacyverklaring

De gemeente verwerkt persoonsgegevens volgens de algemene verordening gegevensbescherming (AVG).

We gebruiken je rijksregisternummer alleen als een wet dat toelaat.

Je mag je gegevens inkijken en laten verbeteren. Mail daarvoor naar dpo@kortenberg.be.

Klachten: Gegevensbeschermingsautoriteit, Drukpersstraat 35, 1000 Brussel.

== subsidie

Subsidiereglement voor jeugdverenigingen

Het totale krediet bedraagt 24.500 euro. De helft is een basissubsidie, de andere helft werkt
met punten.

Per begeleider met attest krijgt een vereniging 10 punten, per kampdag 5 punten.

De vereniging dient haar aanvraag in voor 1 oktober, met een ledenlijst en een jaarverslag.

De subsidie wordt uitbetaald in december.

== verkeer

Aanvullend reglement op het wegverkeer

Artikel 1. In de schoolstraat geldt een inrijverbod op schooldagen van 8.10 tot 8.40 uur.

Dit wordt gesignaleerd met het verkeersbord C3 en het onderbord 'uitgezonderd fietsers'.

Artikel 2. De maximumsnelheid is 30 km/u (borden F4a en F4b).

Artikel 3. Dit reglement wordt voorgelegd aan het Vlaams Ministerie van Mobiliteit.

== bibliotheek

Reglement van de bibliotheek

Lid worden kost 5 euro per jaar; tot 18 jaar is het gratis.

Je leent maximaal 20 materialen tegelijk, vier weken lang. Twee keer verlengen kan.

Wie te laat is, betaalt 0,10 euro per dag en per stuk.

Een verloren lidkaart vervangen we voor 2,50 euro.

== horaire

Heures d'ouverture du guichet

Le guichet est ouvert du lundi au vendredi de 9 h à 12 h, et le mercredi de 13 h 30 à 16 h.

Le parc à conteneurs est fermé les dimanches et les jours fériés.

La redevance pour l'occupation du domaine public est de 12,50 euros par mètre carré.

== welcome

Welcome to our municipality

Moving here? Register at the town hall within eight working days. Bring your identity card.

Household waste is collected on Mondays. Bags cost 1.80 euro each and come in rolls of 10.

The library has books in Dutch, French, English and eleven other languages.

== noodplan

Wat te doen bij een stroomonderbreking

Hou een zaklamp, een radio op batterijen en een powerbank klaar.

Bel alleen 112 in een noodgeval. Schrijf je in op BE-Alert.

Bij een lange onderbreking opent de gemeente een opvangpunt in de sporthal.

== klimaat

Klimaatactieplan: stand van zaken

De uitstoot daalde van 148.200 ton CO2 in 2011 naar 121.900 ton in 2024 (-17,7 %).

Er liggen 3.412 zonnepanelen op gemeentelijke daken, samen goed voor 1,2 MWp.

Maatregel 12: alle straatlampen zijn led tegen 2028. Kostprijs: 1.850.000 euro.

== sport

Sportaanbod voor iedereen

Maandag 19 uur: conditietraining. Dinsdag 10 uur: wandelen. Donderdag 20 uur: badminton.

Een tienbeurtenkaart kost 40 euro. De lessen zijn in de sporthal, ingang B.

Sportkampen in de paasvakantie: week 1 omnisport (6-12 jaar), week 2 atletiek en dans.

== begraafplaats

Reglement op de begraafplaatsen

Een concessie geldt voor 30 jaar en kost 900 euro voor een graf en 600 euro voor een nis.

Grafmonumenten zijn hoogstens 1,20 meter hoog en 0,80 meter breed.

Verwelkte bloemen worden weggehaald na 15 november.

== verslag

Verslag van de werkgroep mobiliteit

Aanwezig: 7 leden, 2 ambtenaren en de schepen. Verontschuldigd: 1 lid.

Het ontwerp van fietsstraat wordt gunstig geadviseerd met 6 stemmen voor en 1 onthouding.

Actiepunt: tellingen herhalen in mei, op de telpunten T1 tot T14.

Volgende vergadering: donderdag 16 april 2026 om 19.30 uur in lokaal 2.04.

== huisstijl

Huisstijlgids

Gebruik het logo nooit kleiner dan 18 mm. Laat er 5 mm rond vrij.

Kleuren: groen RAL 6018, Pantone 362 C, #3F9C35; grijs #58595B.

Letters: Calibri 11 punten voor brieven, Arial 10 punten voor e-mail.

== kermis

Programma van de kermis

Vrijdag 5 juni: opening om 18 uur, fuif voor jongeren vanaf 21 uur.

Zaterdag 6 juni: rommelmarkt van 8 tot 14 uur, 120 standplaatsen aan 3 euro per meter.

Zondag 7 juni: ontbijt, optocht van de harmonie en vuurwerk om 23 uur.
"""


def _texts(written: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Texts by name: `== name`, and paragraphs with an empty line between them."""
    for block in written.split("== ")[1:]:
        name, *paragraphs = block.strip().split("\n\n")
        yield name, tuple(" ".join(one.split()) for one in paragraphs)


TEXTS: Mapping[str, tuple[str, ...]] = dict(_texts(_WRITTEN))
TARIFFS: tuple[tuple[str, str, str, str], ...] = (
    ("Code", "Product", "Tarief 2025", "Tarief 2026"),
    ("A-101", "Attest van woonst", "0,00", "0,00"),
    ("A-102", "Identiteitskaart volwassene", "22,00", "23,50"),
    ("A-103", "Kids-ID", "8,00", "8,40"),
    ("B-201", "Internationaal paspoort, gewone procedure", "74,00", "76,00"),
    ("B-202", "Internationaal paspoort, spoedprocedure", "249,00", "251,00"),
    ("C-301", "Rijbewijs", "26,00", "27,00"),
    ("C-302", "Voorlopig rijbewijs M36", "26,00", "27,00"),
    ("D-401", "Huwelijksboekje", "18,00", "20,00"),
)
BUDGET: tuple[tuple[str, ...], ...] = (
    ("Beleidsitem", "Algemene rekening", "2024", "2025", "2026", "Verschil"),
    ("0119", "6103000", "12450,75", "13210,40", "14025,00", "814,60"),
    ("0200", "6140010", "845120,00", "861200,33", "879400,00", "18199,67"),
    ("0309", "6490012", "32540,10", "33410,00", "34800,50", "1390,50"),
    ("0680", "2240007", "1254000,00", "980000,00", "450000,00", "-530000,00"),
    ("0705", "7020999", "-45210,87", "-46120,00", "-47000,00", "-880,00"),
    ("0740", "6150000", "84512,36", "85201,47", "90321,58", "5120,11"),
    ("0945", "6179000", "2154789,63", "2210456,78", "2301245,90", "90789,12"),
)
SENSORS: tuple[dict[str, object], ...] = tuple(
    {
        "id": f"telpunt-{at:02}",
        "type": "fietstelling",
        "lat": round(50.88 + at / 731, 6),
        "lon": round(4.54 + at / 517, 6),
        "datum": f"2026-01-{at + 1:02}",
        "aantal": 137 * at % 911,
        "gemiddelde": round(17.3 * at % 97, 3),
    }
    for at in range(24)
)
