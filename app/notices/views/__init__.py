"""Who must know of a ruling, the page for all employees, and the links that open it."""

from app.notices.views import boards, links, telling

routes = [*telling.routes, *boards.routes, *links.routes]
