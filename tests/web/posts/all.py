"""Every form of the product once, filled in as it should be: the tests of POST routes change one thing each."""

from tests.web.posts.cases import CASES
from tests.web.posts.committees import COMMITTEES
from tests.web.posts.documents import DOCUMENTS
from tests.web.posts.inquiries import INQUIRIES
from tests.web.posts.organisation import ORGANISATION
from tests.web.posts.surveys import SURVEYS

# Forms about oneself alone, with tests of their own in tests/accounts.
PERSONAL = {
    "/log-ind",
    "/log-ind/kode",
    "/log-ind/to-trin",
    "/log-ud",
    "/glemt-adgangskode",
    "/log-ind/kommune",
    "/log-ud/kommune",
    "/adgang/{token}/kommune",
    "/bekraeft/kommune",
    "/min-konto/kommune",
    "/personer/{public_id}/kommune/fjern",  # somebody must have connected their login first
    "/adgang/{token}",
    "/bekraeft",
    "/min-konto/adgangskode",
    "/min-konto/to-trin",
    "/min-konto/to-trin/app",
    "/min-konto/to-trin/fjern",
    "/min-konto/to-trin/noedkoder",
    "/min-konto/steder",
    "/min-konto/daglig-mail",  # in tests/digest
    "/noegler/ny",  # these two in tests/api
    "/noegler/{public_id}/tilbagekald",
    "/sager/{public_id}/uden-laeser",  # who could read something must have left first: in test_tier_pages
    "/personer/{public_id}/to-trin/fjern",  # somebody must have set a phone up first
    "/enheder/{public_id}/opslag/ark",  # changes nothing: a PDF of a link that is shown once, in tests/notices
    "/maalinger/{public_id}/fil",  # looked at first, and confirmed with the same file: in tests/surveys/test_file_page
}

POSTS = {each.path: each for each in (*CASES, *DOCUMENTS, *ORGANISATION, *COMMITTEES, *SURVEYS, *INQUIRIES)}
