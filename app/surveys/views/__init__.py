from app.surveys.views import instruments, rounds

routes = [*rounds.routes, *instruments.routes]
