from app.accounts.views import access, accounts, login, people, roles
from app.accounts.views.login import login_page

__all__ = ["login_page", "routes"]

routes = [*login.routes, *people.routes, *roles.routes, *accounts.routes, *access.routes]
