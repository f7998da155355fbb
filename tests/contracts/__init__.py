"""What every implementation of a port must do, as classes that the tests of each one inherit."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.embedder", "tests.contracts.file_source", "tests.contracts.vector_index"
)
