from tests.web.conftest import world_template

__all__ = ["world_template"]  # the world of the wall is the API's, too
