"""The process for PDFs and pictures: one that dies of its work takes no other work with it."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from app.web.worker import Worker


async def test_a_worker_that_died_is_replaced():
    worker = Worker()
    try:
        with pytest.raises(BrokenProcessPool):
            await worker.run(os._exit, 1)
        assert await worker.run(len, "abc") == 3
    finally:
        worker.stop()
