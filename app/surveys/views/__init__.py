from app.surveys.views import changes, figures, files, instruments, rounds, scales

routes = [*rounds.routes, *changes.routes, *figures.routes, *files.routes, *instruments.routes, *scales.routes]
