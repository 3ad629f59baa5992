from app.accounts.views import access, accounts, links, login, own, people, roles
from app.accounts.views.login import login_page, proof_page

__all__ = ["login_page", "proof_page", "routes"]

routes = [
    *login.routes,
    *links.routes,
    *own.routes,
    *people.routes,
    *roles.routes,
    *accounts.routes,
    *access.routes,
]
