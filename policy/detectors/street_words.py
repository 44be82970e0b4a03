"""
The words that Belgian street names are made of, and those that only look so.
"""

from __future__ import annotations

from policy.detectors.context import word_set, words

SURE = word_set(
    """
    straat straatje laan laantje steenweg stwg stw. dreef plein pleintje baan lei kaai singel str
    dijk vest steeg markt str. weg weggetje wegel boulevard kade pad
    """
)
"""Endings that hardly any word has but the name of a street."""
DOUBTFUL = word_set(
    """
    hof berg park veld velden wijk ring plaats gaarde kouter heide bos meers akker akkers dal
    heuvel erf hoek broek poort rei gracht dries end donk beek square burg eind voort lo
    baantje beekje bemd bempt bergen berk bilk bilken blok bocht boogaard boomgaard boord bosje
    breem bron bronnen brug bruggen bulk bunder daal dam del delle delleke dorp driesje eik
    eiken eikje ekker elst elzen gaard gat gehucht goed groef groeve haag hage hagen haven heike
    heuveltje hil hille hoekje hoekske hoeve hofje hofke hoogte hout hove hoven hul kamp kant
    kapel kapelle kapelleke kasteel kerk kerke kluis kouterke kouterken kring kruis kuil kuilen
    kwartier laag laar laer laken leen linde linden loo loop mere meir moer molen molens oever
    omloop oord pas passage poel pand put putten rand rode roden rot rust schans schot schoot
    sluis stede steden steen tommen toren tuin tuinen vaart vallei ven vennen vijver vijvers
    vliet wal wallen weide weiden wende werf winden winning zavel zicht zijde zijp zoom
    """
)
"""Endings of streets that villages, families and rooms have too: something else must agree."""
ENDINGS = SURE | DOUBTFUL
LOWER = word_set("straat straatje laan steenweg dreef plein")
"""Endings that need no capital."""
_LONGEST = max(map(len, ENDINGS))

GENERIC = word_set(
    """
    arbeidsmarkt autobaan autosnelweg baan bedrijvenpark beek berg bos buitenweg busbaan dal
    dreef eind end erf fietspad fietsstraat gevolg gracht hoek hof hoofdstraat ingang invoerveld
    jaarmarkt kerkhof kerstmarkt laan landingsbaan landweg loopbaan luchthaven markt onderweg
    pad park parkeerplaats plaats plein poort pretpark rijbaan ring rommelmarkt schoolplein
    snelweg speelbos speelhoek speelplein speelstraat speelveld sportpark sportplein sportveld
    standplaats startbaan straat supermarkt tekstveld toegang trap uitgang veld vervolg
    voetbalveld voetpad voorhof wagenpark weg werkplaats wijk winkelstraat woonplaats woonstraat
    zebrapad zijstraat zitplaats zoekveld zonnebloemveld
    aanhef aanleg achterkant afvalplaats april binnenkant blok bloemenweide bouwblok brug buitenkant
    bureaublad computerpark containerpark dagverblijf dorp eetplaats fietsbrug haven hoeve kamp
    kapel kerk kluis kring landgoed moestuin molen november onderkant oever oppervlak pand park
    parkeerterrein passage pas plantvak rand recyclagepark rust scoutskamp september sluis
    speeltuin spoorbrug sporthoeve standbeeld steen straatkant taalbad tent tennisveld toren
    trainingskamp tuin tuinhoek vallei vijver voorkant voorrang vrijplaats waterloop weide
    werf werkwinkel zijde zijkant zomerkamp zwembad kinderdagverblijf voetbalkamp sportkamp
    december oktober januari februari
    """
)
NO_STREET = word_set(
    """
    afdeling agendapunt alinea artikel balie bijlage bestek blad blok bijz boek bouwlaag brief
    bus code categorie cluster dag deel document doos dossier editie element factuur fase
    fiche figuur film foto gang gate graad groep halte hoofdstuk huis jaar kaart kamer kast
    kolom klas kleuterklas lade leerjaar les level lijn locatie lokaal loket loods maand
    meter model module niveau nummer onderdeel ontwerp optie paragraaf pagina perceel periode
    perron ploeg poort post priem programma project punt reeks rij rijtje ronde route rubriek
    sectie seizoen sessie set site spoor sprint stand stap station stuk studio taak tafel team
    terrein thema ticket titel toets toog tram tribune trap type unit vak variant versie
    verdieping versnelling volume vraag week weekend werk workshop zaal zone zondag zaterdag
    maandag dinsdag woensdag donderdag vrijdag januari februari maart april mei juni juli
    augustus september oktober november december janvier fevrier mars avril mai juin juillet
    aout septembre octobre novembre decembre january february march may june july august
    october lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday
    thursday friday saturday sunday article annexe chapitre classe etape figure groupe page
    partie phase point salle semaine version chapter class group part room section step table
    circa ongeveer minstens maximum minimum totaal bijna samen vanaf tot sinds nog ook maar
    afrit knooppunt scouts chiro ksa klj fc kv kvk vk sk rfc ksk euro kerst pasen belgie vlaanderen
    wallonie nederland frankrijk duitsland graaf
    """
)
"""Words before a number that count or label something."""
NO_STREET_ENDINGS = (
    "groep", "route", "hal", "kracht", "dag", "dagen", "club", "ploeg", "zaal", "lokaal", "lijn",
    "school", "klas", "klasse", "jaar", "team", "cup", "bus", "kamer", "liga", "reeks", "week",
    "maand", "nummer", "avond", "wedstrijd", "afdeling", "fase", "deel", "gebouw", "bijlage",
)  # fmt: skip
"""The same at the end of a longer word."""
TITLES = word_set(
    """
    baron burgemeester deken derde dokter don dr. eerste generaal graaf groot grote hertog hoge
    kanunnik kardinaal klein kleine koning koningin korte lage lange minister nieuw nieuwe oud
    oude pastoor pater priester prins prinses sint st. tweede
    """
)
HOME = words(
    "adres", "woon", "wonen", "domicili", "verblijf", "habit", "adresse", "demeurant", "address",
    "live", "verhuis", "thuis", "huisnummer", "eigenaar", "bewoner", "straat", "ligging", "pand",
)  # fmt: skip


def ending_of(name: str) -> str:
    """The street word that `name` (lower-case) ends in, the longest that fits, or nothing."""
    for size in range(min(_LONGEST, len(name)), 1, -1):
        if name[-size:] in ENDINGS:
            return name[-size:]
    return ""
