from app.surveys.views import changes, figures, instruments, rounds, scales

routes = [*rounds.routes, *changes.routes, *figures.routes, *instruments.routes, *scales.routes]
