"""
Connection strings.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

CONNECTION_STRING = (
    "⟦ldap://cn=reader,dc=kb:Lees!Ldap9@10.1.1.4⟧",
    "⟦Server=.\\SQLEXPRESS;Database=kas;User=sa;PWD=Kassa!1⟧;",
    "⟦Provider=MSOLEDBSQL;Data Source=db1;User ID=rep;Password=Rapport#7⟧",
    "⟦sftp://foto:Klik-klak7@sftp.example/uploads⟧",
    "⟦smb://scanner:Scan123@10.0.0.4/scans⟧",
    "⟦Data Source=sqlprod;Initial Catalog=Loket;User Id=loket;Password=z!9Kd⟧",
    "⟦amqps://meld:k9Zd_2x@mq.kb.example/v⟧",
    "⟦postgresql://jan:Geheim1@db.intern:5432/burgers⟧",
    "⟦mongodb+srv://u:p4ss@cluster0.mongodb.net/x⟧ klopt",
    "⟦Server=sql1;Database=x;User Id=sa;Password=Zomer1!⟧",
    "⟦https://jan:Geheim1@ftp.x.be/map⟧",
    (
        "⟦Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;Sh"
        "aredAccessKey=abc123DEF456ghi789=⟧"
    ),
    "⟦Driver={ODBC Driver 17};Server=s;Uid=x;Pwd=y7!kk⟧",
    "⟦jdbc:mysql://db:3306/x?user=root&password=Zomer1!⟧",
    "⟦redis://:p4ssw0rd!@cache:6379/0⟧",
    "⟦Data Source=SQL01;Initial Catalog=HR;Integrated Security=False;User ID=hr;Password=Kf8$mm⟧",
)


@pytest.mark.parametrize("marked", CONNECTION_STRING)
def test_connection_string_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.CONNECTION_STRING) == values


def test_oracle_addresses_hold_their_password_after_a_slash():
    """
    They look like a mail address to whoever does not know them.
    """
    text = "laag faalt: jdbc:oracle:thin:kaart_lees/Wei9de@ora.kber.local:1521/GIS in het log"

    assert found(text, Kind.CONNECTION_STRING) == [
        "jdbc:oracle:thin:kaart_lees/Wei9de@ora.kber.local:1521/GIS"
    ]
