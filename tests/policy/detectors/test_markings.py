"""
Markings and labels, by their words and by their form.
"""

from functools import cache

import pytest

from config.lexicon_files import load_confidential
from policy.detectors.markings import MARKINGS
from policy.finding import Kind
from tests.policy.detectors.lexicons import LEXICONS, everywhere, sheet

MARKED = (
    (
        "Vertrouwelijke nota\nOnderwerp: dakwerken\nDe werken starten in mei. Kan je dit inkorten?",
        Kind.MARKING,
    ),
    (
        "Herschrijf dit: NIET DOORSTUREN - enkel voor leden van het MT. De koffie wordt duurder.",
        Kind.MARKING,
    ),
    (
        "Verslag directieteam 12/3 (vertrouwelijk)\n1. parking\nMaak hier een lijst van.",
        Kind.MARKING,
    ),
    (
        "STRENG VERTROUWELIJK – bestemd voor de burgemeester\nTekst over parkeerborden.",
        Kind.MARKING,
    ),
    (
        (
            "Dit document is strikt vertrouwelijk en mag niet verspreid "
            "worden.\nDe vergadering is op 3 mei. Vat samen."
        ),
        Kind.MARKING,
    ),
    ("— CONFIDENTIEEL / DIFFUSION RESTREINTE —\nVerslag werkgroep. Vertaal.", Kind.MARKING),
    (
        "Document interne – ne pas transmettre à l'extérieur\nLa réunion a lieu mardi. Corrige.",
        Kind.MARKING,
    ),
    ("[INTERN – NIET DELEN] planning poetsploeg. Zet in tabel.", Kind.MARKING),
    (
        (
            "**Vertrouwelijk – niet voor publicatie**\n"
            "\nVerslag van de werkgroep. Kan je dit korter maken?"
        ),
        Kind.MARKING,
    ),
    ("Betreft: VERTROUWELIJK - verslag overleg politie\ntekst tekst", Kind.MARKING),
    (
        (
            "Bijlage bij de besloten vergadering van de gemeenteraad van 12 "
            "mei\nPunt 1. Maak een samenvatting."
        ),
        Kind.MARKING,
    ),
    ("BESLOTEN DEEL\nPunt 4: aankoop tafels. Vat samen.", Kind.MARKING),
    (
        (
            'voettekst van de pagina: "Confidentieel - eigendom van gemeente '
            'Kortenberg". Inhoud: lijst van stoelen. Maak korter.'
        ),
        Kind.MARKING,
    ),
    ("Vertrouwelijk exemplaar nr. 4\nDe verlichting wordt vervangen. Vat samen.", Kind.MARKING),
    ("STRICTEMENT PERSONNEL\nLa salle sera repeinte. Traduis.", Kind.MARKING),
    (
        "verslag    VERTROUWELIJK    pagina 2\nDe verlichting wordt vervangen. Vat samen.",
        Kind.MARKING,
    ),
    ("BEPERKTE VERSPREIDING: noodplanning evenement. Maak een checklist.", Kind.MARKING),
    (
        (
            "Mag niet openbaar gemaakt worden (art. II.35 Bestuursdecreet)\n"
            "De verlichting wordt vervangen. Vat samen."
        ),
        Kind.MARKING,
    ),
    (
        (
            "Vertrouwelijk. Alleen voor leden van de raad.\n"
            "De kerkfabriek vraagt 12.000 euro. Schrijf een samenvatting."
        ),
        Kind.MARKING,
    ),
    ("!! VERTROUWELIJK !!\nRondvraag personeel. Maak een grafiek van: 12 ja, 8 nee", Kind.MARKING),
    (
        (
            "kan je dit herformuleren. CONFIDENTIEEL. De dienst verhuist in mei "
            "naar het oude postkantoor."
        ),
        Kind.MARKING,
    ),
    (
        "Dit verslag is niet bestemd voor publicatie. Vat samen: de poetsdienst start om 6u.",
        Kind.MARKING,
    ),
    ("Onderwerp: (vertrouwelijk) planning evacuatie\nTekst: ... Maak korter.", Kind.MARKING),
    ("Verslag besloten zitting gemeenteraad 8 april\nPunt 12. Formuleer beter.", Kind.MARKING),
    ("GESLOTEN ZITTING - punt 4 verkoop bomen. Herwerk de tekst.", Kind.MARKING),
    ("Interne nota - niet voor derden\nDe airco wordt vervangen. Herschrijf.", Kind.MARKING),
    ("UITSLUITEND VOOR INTERN GEBRUIK\nhandleiding badgeprinter. vertaal naar frans", Kind.MARKING),
    (
        "[CONFIDENTIAL] minutes of the steering committee: two gateways replaced. Make bullets.",
        Kind.MARKING,
    ),
    ("Note confidentielle à l'attention du bourgmestre\nLe toit fuit. Traduis.", Kind.MARKING),
    ("À NE PAS DIFFUSER AVANT LE 3 JUIN\nLa commune ouvre une crèche. Raccourcis.", Kind.MARKING),
    ("NOT FOR PUBLICATION UNTIL 5 MAY\nThe library wins. Write a tweet.", Kind.MARKING),
    ("embargo: 12 mei, 9u\nDe gemeente krijgt een nieuwe bib. Maak een post.", Kind.MARKING),
    (
        "<header>STRIKT VERTROUWELIJK</header> De jury kiest donderdag. Maak een lijst.",
        Kind.MARKING,
    ),
    (
        "classificatie=VERTROUWELIJK; auteur=ICT. Tekst: de lift wordt hersteld. Korter.",
        Kind.MARKING,
    ),
    (
        (
            "Dit bericht valt onder het ambtsgeheim en mag niet worden "
            "doorgestuurd.\nDe rondgang is om 10u. Maak bullets."
        ),
        Kind.MARKING,
    ),
    ("AMBTSGEHEIM\nrapport inspectie keuken. samenvatten", Kind.MARKING),
    ("Vertrouwelijk! Niet laten slingeren op de printer.\nPlanning poets. Zet om.", Kind.MARKING),
    (
        (
            "Gevoelige informatie – verspreiding beperkt tot het "
            "crisisteam\nDraaiboek storm. Maak checklist."
        ),
        Kind.SENSITIVITY_LABEL,
    ),
    ("versie 0.3 / VERTROUWELIJK / 12 mei\nPlan fietsen. Maak korter.", Kind.MARKING),
    ("Sensitivity: Internal\nMinutes. Shorten.", Kind.SENSITIVITY_LABEL),
    ("Gevoeligheid=Beperkt\nNota. Kort in.", Kind.SENSITIVITY_LABEL),
    ("Confidentialité : C2 – interne\nNote. Corrige.", Kind.SENSITIVITY_LABEL),
    ("Documentclassificatie  Geheim\nNota. Kort in.", Kind.SENSITIVITY_LABEL),
    ("TLP RED - info over phishing, maak een waarschuwing", Kind.SENSITIVITY_LABEL),
    (
        "BIV-classificatie: vertrouwelijkheid hoog, integriteit midden\nTekst. Korter.",
        Kind.SENSITIVITY_LABEL,
    ),
    ("Informatieclassificatie Vlaanderen: klasse 4\nTekst. Korter.", Kind.SENSITIVITY_LABEL),
    ("Classificatie: vertrouwelijk\nNota over de parking. Kort in.", Kind.SENSITIVITY_LABEL),
    ("Gevoeligheidslabel: Intern gebruik\nNota over de parking. Kort in.", Kind.SENSITIVITY_LABEL),
    ("Label: Strikt vertrouwelijk\nNota over de parking. Kort in.", Kind.SENSITIVITY_LABEL),
    ("Informatieklasse 3\nNota over de parking. Kort in.", Kind.SENSITIVITY_LABEL),
    ("Vertrouwelijkheidsklasse: hoog\nNota. Vat samen.", Kind.SENSITIVITY_LABEL),
    ("Étiquette de confidentialité : Interne uniquement\nTexte. Résume.", Kind.SENSITIVITY_LABEL),
    ("Classification: Restricted\nText. Summarise.", Kind.SENSITIVITY_LABEL),
    ("TLP:RED\nWaarschuwing. Vertaal.", Kind.SENSITIVITY_LABEL),
    ("TLP: AMBER+STRICT\nWarning. Translate.", Kind.SENSITIVITY_LABEL),
    ("Niveau de classification : Diffusion restreinte\nTexte. Résume.", Kind.SENSITIVITY_LABEL),
    (
        "| Classificatie | Vertrouwelijk |\n|---|---|\n| Auteur | ICT |\nVat samen.",
        Kind.SENSITIVITY_LABEL,
    ),
    ("Dataclassificatie: C3 - vertrouwelijk\nTekst. Vat samen.", Kind.SENSITIVITY_LABEL),
    ("Rubricering: geheim\nTekst. Vat samen.", Kind.SENSITIVITY_LABEL),
    ("Beveiligingsniveau: vertrouwelijk (BIV 2-2-3)\nTekst. Vat samen.", Kind.SENSITIVITY_LABEL),
    (
        (
            "MSIP_Label_aaaa1111-2222-3333-4444-555566667777_Enabled=true;MSIP_La"
            "bel_aaaa1111-2222-3333-4444-555566667777_Name=Vertrouwelijk;"
        ),
        Kind.SENSITIVITY_LABEL,
    ),
    ("x-ms-sensitivity: confidential\ntekst", Kind.SENSITIVITY_LABEL),
    (
        (
            'Document gelabeld als "Vertrouwelijk\\Alle werknemers" in Purview. '
            "Tekst: de verlichting. Vat samen."
        ),
        Kind.SENSITIVITY_LABEL,
    ),
    (
        "Deze mail kreeg het label Zeer vertrouwelijk. Tekst: de verlichting. Vat samen.",
        Kind.SENSITIVITY_LABEL,
    ),
)
UNMARKED = (
    "Geheim van de toren\nEen wandeling door het dorp. Maak een affiche.",
    "Wij behandelen elke sollicitatie vertrouwelijk. Herschrijf deze zin.",
    "Wat is een vertrouwelijk document?",
    'Hoe zet ik "VERTROUWELIJK" als watermerk in Word?',
    "Schrijf een mail aan de ouders over het geheime feest voor juf Ann.",
    "Secret Santa\nRegels: budget 10 euro. Maak een leuke uitnodiging.",
    "Vertrouwenspersoon\nMaak een affiche over de vertrouwenspersoon.",
    (
        "Deze e-mail en zijn bijlagen zijn vertrouwelijk en uitsluitend "
        "bestemd voor de geadresseerde. Is zo'n disclaimer juridisch nuttig?"
    ),
    "wat is TLP:AMBER precies?",
    "Sensitivity: normal\nKort in.",
    "Classificatie: openbaar\nKort in.",
    "TLP:CLEAR\nVertaal deze waarschuwing.",
    "TLP:WHITE nieuwsbrief vertalen",
    "Classificatie van bibliotheekboeken: SISO 614.8, maak een lijst",
    "classificatie: vogels, zoogdieren, reptielen",
    "Gevoeligheid van de sensor: hoog",
    "Sensitivity: 95%, specificity: 90%, leg uit",
    "De kunst van het interne document: tips voor klare taal",
    "Intern reglement\nArtikel 1: de bib is open. Herschrijf.",
    "Niet voor publicatie geschikt papier?",
    "Voor intern gebruik heb ik een sjabloon nodig voor een vergaderverslag, kan je er een maken?",
    "Private parking\nVertaal dit bord naar het Nederlands",
    "RESTRICTED AREA\nvertaal dit bord",
    "Niveau: beginners",
    "Label: eco, bio, fairtrade. Leg uit.",
    "Verboden toegang - privé\nmaak een mooi bord",
    "beroepsgeheim\nArtikel 458 van het Strafwetboek, leg uit in eenvoudige taal.",
    "ONDER EMBARGO, wat betekent dat op een persbericht?",
    "Hoe lang geldt een embargo op een persbericht?",
    "De gemeenteraad vergadert in besloten zitting als het over personen gaat. Leg uit waarom.",
    '"Besloten tuin" van Jan: maak een tekst over hofjes.',
    "Openbare zitting\nPunt 1: notulen. Maak een samenvatting.",
    "Vertrouwelijkheid\nIn deze les leren we wat je wel en niet online deelt. Maak 5 vragen.",
    "NIET PARKEREN\nmaak een bord",
    "Persoonlijk\nSchrijf een persoonlijke boodschap voor de trouwers.",
    "TOP SECRET: kom naar het spionnenkamp! Verbeter deze flyer voor kinderen.",
    "Schrijf een vacature voor een vertrouwenspersoon. Gesprekken zijn vertrouwelijk.",
    "Maak een toneelstuk over een geheime tunnel onder het kasteel",
    'Herformuleer: "Je gesprek met de sociaal werker is vertrouwelijk en gratis."',
    "Hoe lang blijft een document 'onder embargo' volgens de journalistieke code?",
    "Zet bovenaan het sjabloon een vak voor de classificatie (openbaar, intern, vertrouwelijk).",
    "Welke vertrouwelijkheidsniveaus bestaan er in Microsoft Purview?",
    "Stel een reglement op: de stemming is geheim.\nDe leden stemmen per briefje.",
    "Geheime stemming\nArt. 12. De stemming is geheim bij personen. Leg uit in klare taal.",
    "De notulen van de besloten zitting worden niet gepubliceerd; wat zegt artikel 278 daarover?",
    "Mag een raadslid stukken delen die niet openbaar zijn?",
    'Vertaal naar Frans: "Niet roken, niet delen van bekers, niet duwen"',
    "Niet kopiëren, wel creatief zijn!\nLesidee voor de tekenles. Maak 5 opdrachten.",
    "privé\nVertaal het bord naar Engels",
    "Interne mobiliteit\nSchrijf een stukje over interne mobiliteit voor het personeelsblad.",
    "INTERNE KLACHTENBEHANDELING\nStap 1: registratie. Leg uit in eenvoudige taal.",
    (
        "Intern gebruik van de dienstfietsen\n"
        "Reglement: ieder personeelslid mag een fiets lenen. Herschrijf."
    ),
    "Niveau 3 - klimmen\nZet de lessen in een tabel.",
    "Classification : 1er prix 500 €, 2e prix 300 €\nFais un tableau.",
    "Sensitivity: high, ISO 3200 — which camera setting for the choir?",
    "status: gesloten\nprioriteit: laag\nvat dit ticket samen",
    "Status: intern opgevolgd\nMelding: put in de weg. Schrijf een antwoord.",
    "Vertrouwelijkheid is belangrijk in de zorg. Schrijf een alinea voor de stagebundel.",
    "Quel est le secret d'une bonne réunion ?",
    "jardin secret\nTraduis le titre de la balade en néerlandais.",
    "The secret garden\nTranslate this book title for the reading club.",
    "Confidential helpline for victims: 1712. Make a poster.",
    "Je kan anoniem en vertrouwelijk bellen naar 1712.\nMaak een affiche.",
    "Vertrouwelijk praten? Bel Awel op 102!\nMaak deze flyer mooier voor het zesde leerjaar.",
    "De TLP-codes rood, amber, groen en wit: maak een overzicht voor de opleiding.",
    "embargo op Russische olie: gevolgen voor ons wagenpark?",
    "Documentbeheer: klasse 3 dossiers bewaren we 10 jaar, klasse 4 vijftig jaar.",
    "Bouwklasse 3, energielabel C, leg uit",
    "Brandweerklasse: hoog risico. Wat betekent dat?",
    "Label: vertrouwd en nabij\nSlogan voor de bib. Verbeter.",
    "beperkte toegang voor vrachtwagens\nMaak een tekst voor het verkeersbord.",
    "Niet voor kinderen onder 3 jaar. Vertaal naar Frans en Engels.",
    "Do not share drinks. Make a poster for the sports hall.",
    (
        "Ne pas publier de photos d'enfants sans accord : fais-en une règle "
        "simple pour la charte de l'école."
    ),
    "Foto's van leerlingen mogen niet gedeeld worden op sociale media. Schrijf een brief.",
    "Alleen voor leden: korting op de fietstocht\nSchrijf een uitnodiging.",
)


@cache
def families():
    return (MARKINGS, load_confidential(LEXICONS))


def kinds(text):
    return {
        match.kind
        for family in families()
        for match in family.find(sheet(text), everywhere(family, text), ())
    } & {Kind.MARKING, Kind.SENSITIVITY_LABEL}


@pytest.mark.parametrize(("text", "kind"), MARKED)
def test_marking_is_found(text, kind):
    """
    Headings, stamps, brackets, footers, labels and sentences of the document about itself.
    """
    assert kind in kinds(text)


@pytest.mark.parametrize("text", UNMARKED)
def test_word_alone_is_no_marking(text):
    """
    Questions, lessons, signs at doors, promises of discretion and games.
    """
    assert kinds(text) == set()
