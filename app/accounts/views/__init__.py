from app.accounts.views import access, accounts, forgotten, links, login, mappings, own, people, roles, sso
from app.accounts.views.login import login_page, proof_page

__all__ = ["login_page", "proof_page", "routes"]

routes = [
    *login.routes,
    *sso.routes,
    *links.routes,
    *forgotten.routes,
    *own.routes,
    *people.routes,
    *roles.routes,
    *accounts.routes,
    *mappings.routes,
    *access.routes,
]
