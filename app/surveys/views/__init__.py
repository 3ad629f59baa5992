from app.surveys.views import changes, figures, files, instruments, links, rounds, scales

routes = [
    *rounds.routes,
    *changes.routes,
    *figures.routes,
    *files.routes,
    *links.routes,
    *instruments.routes,
    *scales.routes,
]
