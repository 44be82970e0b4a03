import subprocess
import sys

_OURS_FIRST = """
import sys
import policy.detectors.engine as engine
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"spacy", "numpy", "presidio_analyzer"}))
"""

_STOCK_AFTERWARDS = """
import policy.detectors.engine
import spacy
from presidio_analyzer import AnalyzerEngine, PatternRecognizer
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import EmailRecognizer
from presidio_analyzer.recognizer_registry import RecognizerRegistry

nlp = SpacyNlpEngine()
nlp.nlp = {"en": spacy.blank("en")}
stock = AnalyzerEngine(RecognizerRegistry([EmailRecognizer()]), nlp)
print([each.entity_type for each in stock.analyze("Write to jan@example.com.", "en")])
"""


def told_by(program):
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_nobody_runs_is_not_loaded():
    """
    A process that looks at text pays for no language model and for no recogniser of another's.
    """
    told = told_by(_OURS_FIRST)

    assert told == "[]"


def test_presidio_itself_stays_whole():
    """
    Whoever imports Presidio after us gets all of it: the stand-ins are gone.
    """
    told = told_by(_STOCK_AFTERWARDS)

    assert told == "['EMAIL_ADDRESS']"
