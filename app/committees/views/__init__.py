from app.committees.views import changes, members, show

routes = [*show.routes, *changes.routes, *members.routes]
