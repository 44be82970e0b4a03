"""
The policy files: what is shipped holds together, and what contradicts itself is refused.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.policy_files import Policy, load_policy, load_policy_for
from config.settings import Settings
from policy.catalogue import Status, Suspension
from policy.department import Audience
from policy.finding import CONFIDENTIAL_KINDS, SECURITY_KINDS, DataClass, Finding, Kind
from policy.notice import Topic
from policy.prompt import Channel, Part, Prompt
from policy.verdict import Action

SHIPPED = Path(config.__file__).parent


@pytest.fixture(scope="module")
def policy() -> Policy:
    """What is shipped."""
    return load_policy(SHIPPED)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """A small sound policy in a folder, with a file's text changed as an operator would."""
    shutil.copytree(SHIPPED / "texts", tmp_path / "texts")
    (tmp_path / "departments.yaml").write_text(DEPARTMENTS)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "services.yaml").write_text(SERVICES)

    def edit(name: str = "", old: str = "", new: str = "") -> Path:
        if name:
            file = tmp_path / f"{name}.yaml"
            text = file.read_text()
            assert old in text
            file.write_text(text.replace(old, new, 1))
        return tmp_path

    return edit


DEPARTMENTS = """\
version: "1"
default: hall
departments:
  hall:
    name: Hall
    networks: [10.1.0.0/16]
    services: {gemini: forbidden}
    language: fr
    uploads: never
  school:
    name: School
    inherit: hall
    networks: [10.2.0.0/16]
    language: nl
  pupils:
    name: Pupils
    inherit: school
    closed: true
    audience: pupils
"""
RULES = """\
version: "1"
rules:
  - id: names
    version: 1
    action: redact
    kinds: [person]
    reason: Namen.
  - id: names-at-school
    version: 1
    action: reject
    kinds: [person]
    departments: [school]
    services: [chatgpt]
    reason: Namen van leerlingen.
"""
SERVICES = """\
version: "1"
services:
  chatgpt:
    name: ChatGPT
    vendor: OpenAI
    category: chat
    status: allowed
    hosts: [chatgpt.com]
  gemini: {name: Gemini, vendor: G, category: chat, status: allowed, hosts: [gemini.google.com]}
  deepseek: {name: DeepSeek, vendor: D, category: chat, status: forbidden, hosts: [.deepseek.com]}
  claude: {name: Claude, vendor: A, category: chat, hosts: [.claude.ai]}
"""


def complaint(folder: Path, **rest) -> str:
    with pytest.raises(ConfigError) as refused:
        load_policy(folder, **rest)
    return str(refused.value)


# --- what is shipped ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "status"),
    [
        ("copilot", Status.ALLOWED),
        ("bing-chat", Status.ALLOWED),
        ("chatgpt", Status.ALLOWED),
        ("gemini", Status.ALLOWED),
        ("deepseek", Status.FORBIDDEN),
        ("deepseek-api", Status.FORBIDDEN),
        ("microsoft-365-copilot", Status.FORBIDDEN),
        ("github-copilot", Status.FORBIDDEN),
    ],
)
def test_table_of_the_ai_policy_is_the_list(policy, slug, status):
    """
    T1 to T4 are allowed with limits, T5 and T6 forbidden; people can read why.
    """
    service = policy.catalogue.named(slug)

    assert service.status is status
    assert service.conditions if status is Status.ALLOWED else service.reason


def test_nothing_else_is_decided(policy):
    """
    The default is closed: whatever is not in the table is unlisted.
    """
    decided = [s for s in policy.catalogue.services if s.status is not Status.UNLISTED]

    assert len(decided) == 8
    assert len(policy.catalogue.services) > 300


def test_forbidden_and_not_supported_are_different_words(policy):
    """
    DeepSeek is forbidden; paid Copilot is not supported, which is not the same as unsafe.
    """
    reasons = {policy.catalogue.named(s).reason for s in ("deepseek", "microsoft-365-copilot")}

    assert len(reasons) == 2


REQUESTS = """\
chatgpt.com,/,chatgpt
www.chatgpt.com,/,chatgpt
chat.openai.com,/,chatgpt
ws.chatgpt.com,/p24/ws/user/x,chatgpt
ab.chatgpt.com,/otlp/v1/metrics,chatgpt
files08.oaiusercontent.com,/file-x,chatgpt
cdn.oaistatic.com,/x.js,chatgpt
ios.chat.openai.com,/,chatgpt
sora.chatgpt.com,/,sora
api.openai.com,/v1/responses,openai-api
eu.api.openai.com,/v1/responses,openai-api
openai.com,/,openai-api
auth.openai.com,/log-in,
auth0.openai.com,/,
accounts.google.com,/,
login.microsoftonline.com,/,
login.live.com,/,
gemini.google.com,/app,gemini
bard.google.com,/,gemini
push.clients6.google.com,/upload/,gemini
push.clients6.google.com,/other,
content-push.googleapis.com,/upload,gemini
generativelanguage.googleapis.com,/v1beta/models/x:generateContent,google-gemini-api
aistudio.google.com,/,google-ai-studio
notebook.google.com,/,notebooklm
www.google.com,/search,
www.google.com,/maps,
europe-west2-aiplatform.googleapis.com,/v1/x,vertex-ai
aiplatform.googleapis.com,/v1/x,vertex-ai
storage.googleapis.com,/x,
copilot.microsoft.com,/c/api/chat,copilot
www.copilot.com,/,copilot
designer.microsoft.com,/,copilot
www.bing.com,/search,
www.bing.com,/chat,bing-chat
www.bing.com,/copilotsearch,bing-chat
www.bing.com,/images/create/x,bing-chat
www.bing.com,/images/search,
sydney.bing.com,/sydney/ChatHub,bing-chat
edgeservices.bing.com,/edgesvc/chat,bing-chat
m365.cloud.microsoft,/chat,microsoft-365-copilot
eu.m365.cloud.microsoft,/chat,microsoft-365-copilot
copilot.cloud.microsoft,/,microsoft-365-copilot
substrate.office.com,/m365Copilot/Chathub/a@b,microsoft-365-copilot
substrate.office.com,/m365chat/SecuredChathub/a,microsoft-365-copilot
substrate.office.com,/search/api/v2/query,
substrate.svc.cloud.microsoft,/m365Copilot/UploadFile,microsoft-365-copilot
graph.microsoft.com,/beta/copilot/conversations/1/chat,microsoft-365-copilot
graph.microsoft.com,/v1.0/me/messages,
augloop.office.com,/,
api.githubcopilot.com,/chat/completions,github-copilot
api.individual.githubcopilot.com,/responses,github-copilot
copilot-proxy.githubusercontent.com,/,github-copilot
github.com,/copilot,github-copilot
github.com,/github-copilot/chat/token,github-copilot
github.com,/sparkle-project/Sparkle,
github.com,/login/device,
api.github.com,/copilot_internal/user,github-copilot
api.github.com,/repos/a/b/copilot_internal/x,github-copilot
api.github.com,/repos/a/b/issues,
raw.githubusercontent.com,/x,
collector.github.com,/,
chat.deepseek.com,/api/v0/chat/completion,deepseek
fe-static.deepseek.com,/x,deepseek
api.deepseek.com,/chat/completions,deepseek-api
claude.ai,/new,claude
api.anthropic.com,/v1/messages,anthropic-api
x.com,/i/grok,grok
x.com,/i/api/2/grok/add_response.json,grok
x.com,/home,
huggingface.co,/chat/conversation,huggingchat
huggingface.co,/datasets,
duckduckgo.com,/duckchat/v1/chat,duck-ai
duckduckgo.com,/,
bedrock-runtime.ap-south-1.amazonaws.com,/model/x/invoke,amazon-bedrock
bedrock-agent-runtime.eu-west-1.amazonaws.com,/x,amazon-bedrock
s3.eu-west-1.amazonaws.com,/x,
mijn.openai.azure.com,/openai/deployments/x,azure-openai
mijn.cognitiveservices.azure.com,/openai/deployments/x,azure-openai
mijn.cognitiveservices.azure.com,/speechtotext/v3,
www.notion.so,/api/v3/runInferenceTranscript,notion-ai
www.notion.so,/api/v3/syncRecordValues,
www.canva.com,/,
www.office.com,/,
notchatgpt.com,/,
chatgpt.com.evil.example,/,
www.kortenberg.be,/,
mijn.itsme.be,/,
"""


@pytest.mark.parametrize(
    ("host", "path", "slug"), list(csv.reader(REQUESTS.splitlines())), ids=lambda value: value
)
def test_request_is_for_the_service_that_lives_there(policy, host, path, slug):
    """
    AI services by host, on shared hosts by path; sign-in and everybody else's products are not.
    """
    found = policy.catalogue.find(host, path)

    assert (found.slug if found else "") == slug


def test_ai_mode_of_a_search_page_is_known_by_its_query(policy):
    """
    An ordinary search passes.
    """
    find = policy.catalogue.find

    assert find("www.google.com", "/search", [("q", "x"), ("udm", "50")]).slug == "google-ai-mode"
    assert find("www.bing.com", "/search", [("showconv", "1")]).slug == "bing-chat"
    assert find("www.google.com", "/search", [("q", "udm=50")]) is None


@pytest.mark.parametrize(
    "host",
    [
        "auth.openai.com",
        "auth0.openai.com",
        "accounts.google.com",
        "login.microsoftonline.com",
        "login.live.com",
        "collector.github.com",
        "default.exp-tas.com",
        "www.canva.com",
        "www.kortenberg.be",
        "smartschool.be",
    ],
)
def test_what_is_none_of_our_business_is_not_decrypted(policy, host):
    """
    Sign-in pages carry passwords; other products must not break.
    """
    assert not policy.catalogue.decrypts(host)


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("127.0.0.1", "gemeente"),
        ("::1", "gemeente"),
        ("192.0.2.1", "gemeente"),
        ("10.10.3.255", "gemeente"),
        ("10.10.8.1", "ocmw"),
        ("10.10.12.1", "ict"),
        ("10.21.0.1", "de-regenboog"),
        ("10.22.1.1", "de-negensprong-leerlingen"),
        ("10.23.0.1", "de-boemerang"),
        ("10.24.1.1", "de-klimop-leerlingen"),
        ("10.99.3.1", "gasten"),
    ],
)
def test_addresses_of_the_municipality_have_their_department(policy, address, slug):
    """
    Town hall, OCMW, four schools with staff and pupils, guests.
    """
    assert policy.departments.find(ip_address(address), 8080, None).department.slug == slug


def test_pupils_have_no_generative_ai(policy):
    """
    Primary pupils are younger than any chat service allows.
    """
    pupils = [d for d in policy.departments.all if d.audience is Audience.PUPILS]
    chatgpt = policy.catalogue.named("chatgpt")

    assert len(pupils) == 4
    assert {policy.catalogue.status(chatgpt, d) for d in pupils} == {Status.FORBIDDEN}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_the_treatment_of_the_policy(policy, kind):
    """
    Plain identifiers are redacted, what redaction cannot cure is rejected; company numbers are
    off by default.
    """
    prompt = Prompt(
        service="chatgpt", department="gemeente", channel=Channel.PROMPT, parts=(Part("", "x"),)
    )
    found = Finding(kind=kind, part=0, start=0, end=1, score=0.9, detector="t")

    action = policy.rulebook.decide(prompt, (found,)).action

    if kind is Kind.COMPANY_NUMBER:
        assert action is Action.ALLOW
    elif kind.is_special or kind in CONFIDENTIAL_KINDS | SECURITY_KINDS:
        assert action is Action.REJECT
    else:
        assert kind.data_class is DataClass.PERSONAL
        assert action is Action.REDACT


def test_social_file_numbers_are_rejected_at_the_ocmw(policy):
    """
    There, a file number says that somebody asked for help.
    """
    prompt = Prompt(
        service="gemini", department="ocmw", channel=Channel.PROMPT, parts=(Part("", "x"),)
    )
    found = Finding(kind=Kind.DOSSIER_NUMBER, part=0, start=0, end=1, score=0.9, detector="t")

    assert policy.rulebook.decide(prompt, (found,)).rule == "ocmw-social-file-reject"


def test_at_least_one_rule_is_on_trial(policy):
    """
    An example of how to try a rule.
    """
    assert [rule.id for rule in policy.rulebook.rules if rule.on_trial] == ["many-persons-reject"]


def test_settings_reach_the_notices(tmp_path):
    """
    People are sent to the portal and the contacts that the settings name.
    """
    settings = Settings(
        state_dir=tmp_path, portal_url="https://ai.example", ict_email="help@ai.example"
    )

    words = load_policy_for(settings).wordings
    told = words.notice(Topic.FORBIDDEN, language="nl", service_name="DeepSeek", code="KB-1")

    assert "https://ai.example/lijst" in told.text
    assert "help@ai.example" in told.text


# --- what an operator changes -------------------------------------------------------------------


def test_version_follows_the_content(edited):
    """
    The label is for people; the fingerprint changes with every byte. Rules and departments make
    the policy's version, services the list's.
    """
    before = load_policy(edited())
    after = load_policy(edited("departments", "name: Hall", "name: Town hall"))

    assert before.policy_version.startswith("1+")
    assert before.policy_version != after.policy_version
    assert before.list_version == after.list_version
    assert load_policy(edited()).policy_version == after.policy_version


@pytest.mark.parametrize(
    ("hall", "school", "redacts"),
    [
        ("uploads: inspect\n    redact_uploads: true", "", (True, True)),
        ("uploads: inspect\n    redact_uploads: true", "redact_uploads: false", (True, False)),
        ("uploads: inspect\n    redact_uploads: true", "uploads: confirm", (True, False)),
        ("redact_uploads: true", "", (True, True)),
        ("uploads: never\n    redact_uploads: true", "", (False, False)),
    ],
)
def test_files_are_redacted_only_where_they_are_inspected(edited, hall, school, redacts):
    """
    It is inherited like the rest; a file that nobody may send is not rewritten either.
    """
    folder = edited("departments", "uploads: never", hall)
    folder = edited("departments", "inherit: hall", f"inherit: hall\n    {school}")

    departments = load_policy(folder).departments

    found = departments.named("hall"), departments.named("school")
    assert tuple(department.redact_uploads for department in found) == redacts


def test_child_inherits_what_it_does_not_say(edited):
    """
    Its parent's words hold, its own come first; networks are nobody's to inherit.
    """
    departments = load_policy(edited()).departments
    school, pupils = departments.named("school"), departments.named("pupils")

    assert school.services == (("gemini", "forbidden"),)
    assert (school.language, school.uploads) == ("nl", "never")
    assert (pupils.language, pupils.closed, pupils.networks) == ("nl", True, ())


def test_status_needs_no_more_than_its_word(edited):
    """
    To allow a service, one word is enough.
    """
    folder = edited("services", "hosts: [.claude.ai]", "status: allowed, hosts: [.claude.ai]")

    assert load_policy(folder).catalogue.named("claude").status is Status.ALLOWED


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "words"),
    [
        ("departments", "default: hall", "default: hal", ":2:10:", "'hal' does not exist"),
        (
            "departments",
            "10.2.0.0/16",
            "10.1.0.0/16",
            ":10:3:",
            "belongs to 'hall' and to 'school'",
        ),
        ("departments", "10.2.0.0/16", "10.2.0.1/16", ":13:16:", "no bits set after the prefix"),
        ("departments", "gemini: forbidden", "gemni: forbidden", ":7:16:", "no service 'gemni'"),
        ("departments", "gemini: forbidden", "deepseek: allowed", ":7:26:", "laxer than the list"),
        ("departments", "gemini: forbidden", "claude: allowed", ":7:24:", "laxer than the list"),
        ("departments", "gemini: forbidden", "gemini: verboden", ":7:24:", "'forbidden'"),
        ("departments", "language: fr", "language: de", ":8:15:", "'nl', 'fr' or 'en'"),
        (
            "departments",
            "inherit: hall",
            "inherit: hal",
            ":12:14:",
            "allowed: hall, pupils, school",
        ),
        ("departments", "inherit: hall", "inherit: pupils", ":17:14:", "break the circle"),
        ("departments", "uploads: never", "upload: never", ":9:5:", "no such field"),
        ("departments", "  hall:", "  Hall:", ":4:3:", "match pattern"),
        ("rules", "kinds: [person]", "kinds: [persoon]", ":6:13:", "'person'"),
        ("rules", "kinds: [person]", "kinds: []", ":6:12:", "leave the line out"),
        ("rules", "    kinds: [person]\n", "", ":3:5:", "name kinds or classes"),
        ("rules", "action: redact", "action: allow", ":5:13:", "'redact' or 'reject'"),
        (
            "rules",
            "departments: [school]",
            "departments: [scool]",
            ":12:19:",
            "no department 'scool'",
        ),
        ("rules", "departments: [school]", "departments: []", ":12:18:", "leave the line out"),
        ("rules", "departments: [school]", "departments: [pupils]", ":12:19:", "never be heard"),
        ("rules", "services: [chatgpt]", "services: [chatgp]", ":13:16:", "no service 'chatgp'"),
        ("rules", "services: [chatgpt]", "services: []", ":13:15:", "leave the line out"),
        ("rules", "services: [chatgpt]", "services: [gemini]", ":13:16:", "never be heard"),
        ("rules", "services: [chatgpt]", "services: [deepseek]", ":13:16:", "never be heard"),
        ("rules", "action: reject", "action: redact", ":8:5:", "never be heard"),
        (
            "rules",
            "action: redact",
            "action: redact\n    detectors: [nams]",
            ":6:17:",
            "no such detector",
        ),
        ("rules", "id: names-at-school", "id: names", ":8:5:", "used twice"),
        ("rules", "action: redact", "action: redact\n    min_score: 1.5", ":6:16:", "less than"),
        ("services", "hosts: [chatgpt.com]", "hosts: []", ":8:12:", "at least 1 item"),
        ("services", "hosts: [chatgpt.com]", "hosts: [Chat.com]", ":8:13:", "lower case"),
        ("services", "hosts: [chatgpt.com]", "hosts: [com]", ":8:13:", "not a host"),
        ("services", "hosts: [chatgpt.com]", "hosts: [gemini.google.com]", ":9:3:", "claimed by"),
        ("services", "[chatgpt.com]", "[{host: a.b, query: {q: x}}]", ":8:13:", "without paths"),
        ("services", "[chatgpt.com]", "[{host: a.b, paths: [x]}]", ":8:33:", "not a path"),
        ("services", "[chatgpt.com]", "[{host: a.b, paths: []}]", ":8:32:", "leave the line out"),
        (
            "services",
            "[chatgpt.com]",
            "[{host: a.b, paths: [/x], decrypt: false}]",
            ":8:13:",
            "not decrypted",
        ),
        ("services", "status: allowed", "status: suspended", ":7:13:", "'forbidden'"),
        ("services", "category: chat", "category: fun", ":6:15:", "'chat'"),
        ("texts/fr", "{service}", "{servise}", "fr.yaml:", "unknown placeholder 'servise'"),
        ("texts/en", "  person: a name\n", "", "en.yaml:", "no name for 'person'"),
    ],
)
def test_contradiction_is_refused_with_its_place(edited, name, old, new, place, words):
    """
    File, line, column, what is wrong, what to do.
    """
    told = complaint(edited(name, old, new)).splitlines()[0]

    assert f"{name}.yaml" in told
    assert words in told
    assert place in told


@pytest.mark.parametrize("name", ["departments", "rules", "services", "texts/nl"])
@pytest.mark.parametrize("content", [None, "", "[1, 2]", "x", "{}"])
def test_file_that_is_missing_or_empty_is_refused(edited, name, content):
    """
    No policy is not a lax policy.
    """
    folder = edited()
    if content is None:
        (folder / f"{name}.yaml").unlink()
    else:
        (folder / f"{name}.yaml").write_text(content)

    assert f"{name}.yaml" in complaint(folder)


def test_suspension_is_laid_over_the_list(edited, tmp_path):
    """
    From the file in the state folder, and from the caller.
    """
    file = tmp_path / "suspensions.yaml"
    file.write_text("suspensions:\n  - {service: chatgpt, reason: Storing}\n")

    policy = load_policy(
        edited(), suspensions=file, extra_suspensions=(Suspension(service="claude"),)
    )

    stopped = [s.service for s in policy.catalogue.suspensions]
    assert stopped == ["chatgpt", "claude"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{service: chatgp}", "promptwacht services resume chatgp"),
        ("{service: chatgpt, department: hal}", "no department 'hal'"),
        ("{servise: chatgpt}", "no such field"),
    ],
)
def test_suspension_of_nothing_is_refused(edited, tmp_path, entry, words):
    """
    What was meant to be stopped must not go on because of a typing error.
    """
    file = tmp_path / "suspensions.yaml"
    file.write_text(f"suspensions:\n  - {entry}\n")

    told = complaint(edited(), suspensions=file)

    assert "suspensions.yaml" in told
    assert words in told
