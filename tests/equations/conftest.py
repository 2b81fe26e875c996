"""The chapters are read and checked once for all tests."""

import pytest

from book_ext.equations import book


@pytest.fixture(scope="session")
def table():
    return book.table()


@pytest.fixture(scope="session")
def formulas():
    return book.book()


@pytest.fixture(scope="session")
def equations(formulas, table):
    return list(book.checked(formulas, table))
