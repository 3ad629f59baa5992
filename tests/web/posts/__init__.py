"""Every form of the product, and how it is sent."""

from tests.web.posts.all import PERSONAL, POSTS
from tests.web.posts.form import Post
from tests.web.posts.sending import (
    address,
    attached,
    drawn_form,
    filled_in,
    prepare,
    problems,
    seen_version,
    send,
    values,
)

__all__ = [
    "PERSONAL",
    "POSTS",
    "Post",
    "address",
    "attached",
    "drawn_form",
    "filled_in",
    "prepare",
    "problems",
    "seen_version",
    "send",
    "values",
]
