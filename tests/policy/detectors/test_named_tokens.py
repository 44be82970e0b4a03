"""
Keys and tokens of many vendors, and of none.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

API_KEY = (
    "onze mollie key ⟦live_Ac3Fk28dkQ9sLw02mdKq83hTz7PqRs⟧ geeft een fout",
    "Deepl key ⟦5c1b2e7a-91fd-4c0a-8a5e-77c2d0f1e3aa:fx⟧ werkt niet meer",
    "de sleutel voor de weer-api is ⟦7f3a9c1de8b24506a1c9d3e4f5b60718⟧, hoe zet ik die in excel",
    "headers = {'apikey': '⟦qL8vT2xN5mZ9rK4wB7yD1cF6⟧'}",
    'curl -H "X-Auth-Token: ⟦9sKd72hQpLmXzA83jd02⟧" https://api.example/v2',
    "TWILIO_AUTH_TOKEN=⟦3f8a1c5e7b9d2046f1e3a5c7d9b80246⟧",
    "hubspot token ⟦pat-eu1-4c1f2a90-7e3d-4b18-9a6c-d2e5f8071b34⟧",
    "bot token van telegram ⟦7120934581:AAHk3_vQz8LmNpR2sTuVwXyZ1aBcD4eFgHi⟧",
    (
        "webhook teams: "
        "https://⟦kortenberg.webhook.office.com/webhookb2/4b1f0c2d-aaaa-4bbb-"
        "8ccc-1234567890ab@9f8e7d6c-1111-4222-8333-abcdefabcdef/IncomingWebho"
        "ok/0a1b2c3d4e5f60718293a4b5c6d7e8f9/77aa88bb-1111-4222-8333-abcdefabcdef⟧"
    ),
    (
        "power automate url "
        "https://prod-12.westeurope.logic.azure.com:443/workflows/abc/trigger"
        "s/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual"
        "%2Frun&sv=1.0&sig=⟦Xk3vQ8zLmNpR2sTuVwXyZ1aBcD4eFgHiJkLmNoPqRsT⟧"
    ),
    "La clé de l'API météo est ⟦b7c1d9e3f5a2468097c1d3e5f7a9b0c2⟧",
    "Our geocoding key: ⟦kQ93mdZpX72LsVb0TtRwYc18⟧",
    "licentie Windows: ⟦VK7JG-NPHTM-C97JM-9MPGT-3V66T⟧",
    (
        "const mapboxToken = "
        '"⟦pk.eyJ1Ijoia29ydGVuYmVyZyIsImEiOiJja3h5ejEyMzQifQ.aBcDeFgHiJkLmNoP'
        'qRsTuV⟧";'
    ),
    "client_id: 3b1f, client secret waarde ⟦p8Q~zL4kVn2mXc9sTyUe1Wb7RdGh3KoPqJfA⟧",
    "mail: MAILGUN ⟦key-3ax6xnjp29jd6fds4gc373sgvjxteol0⟧",
    "docker login -u kortenberg -p ⟦dckr_pat_abc123DEF456ghi789JKL012mno⟧ registry.example",
    "google authenticator secret ⟦JBSWY3DPEHPK3PXP⟧",
    "otpauth://totp/Kortenberg:ict?secret=⟦JBSWY3DPEHPK3PXP⟧&issuer=Kortenberg",
    "const TOKEN = '⟦f3b1c9d7e5a24680b1c3d5e7f9a0b2c4⟧';",
    "API key OpenWeather ⟦4f8b2c6d9e1a3f5b7d9c0e2a4b6c8d0f⟧",
    (
        "in Power Query staat "
        'Web.Contents("https://api.x.be/data?apikey=⟦9f8b7c6d5e4f3a2b1c0d⟧&ja'
        'ar=2024")'
    ),
    "De leverancier gaf ons dit token: ⟦kbt_9fK2mQ7xLp4Zs8Vw3Rt6Yb1N⟧",
)


@pytest.mark.parametrize("marked", API_KEY)
def test_token_is_found_exactly(marked):
    """
    By its own form, or by the word before it.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.API_KEY) == values
