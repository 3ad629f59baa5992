"""Addresses of files."""

import pytest

from app.documents.pages import file_href


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("brev.pdf", "/dokumenter/abc/brev.pdf"),
        ("Påbud 100 % & #1?.pdf", "/dokumenter/abc/P%C3%A5bud%20100%20%25%20%26%20%231%3F.pdf"),
        ("a/b.pdf", "/dokumenter/abc/a%2Fb.pdf"),
    ],
)
def test_a_file_is_linked_by_its_name_whatever_letters_it_has(name, address):
    assert file_href("abc", name) == address
