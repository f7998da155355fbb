"""The contract of the port `Embedder`."""

import numpy as np

from secondme.ports import Embedder

SENTENCES = (
    "I moved from Berlin to Lisbon in March.",
    "The dentist moved my appointment to Thursday.",
    "Ich habe meinen Schlüssel wieder im Büro vergessen.",
)


class EmbedderContract:
    """A class that inherits this gives a fixture `embedder`."""

    def test_every_text_gets_a_vector_of_unit_length(self, embedder: Embedder) -> None:
        vectors = embedder.embed(SENTENCES)
        assert vectors.shape == (len(SENTENCES), embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_texts_give_no_vectors(self, embedder: Embedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimensions)

    def test_a_text_without_a_known_token_gives_zeros(self, embedder: Embedder) -> None:
        for text in ("", "  \n\t ", "🎉🎂🥳"):
            assert not embedder.embed([text]).any(), text

    def test_a_text_gives_the_same_vector_whatever_stands_beside_it(self, embedder: Embedder) -> None:
        alone = np.concatenate([embedder.embed([text]) for text in SENTENCES])
        assert np.array_equal(alone, embedder.embed(SENTENCES))
        assert np.array_equal(alone[::-1], embedder.embed(SENTENCES[::-1]))

    def test_a_text_is_nearer_to_its_own_words_than_to_others(self, embedder: Embedder) -> None:
        said, asked, other = embedder.embed(
            ["My sister is allergic to walnuts.", "Is my sister allergic?", "The flight leaves at noon."]
        )
        assert said @ asked > said @ other

    def test_ten_thousand_words_give_one_vector(self, embedder: Embedder) -> None:
        (vector,) = embedder.embed(["The harbour office is closed on Mondays. " * 1429])
        assert np.isclose(np.linalg.norm(vector), 1, atol=1e-5)

    def test_half_a_surrogate_pair_is_no_obstacle(self, embedder: Embedder) -> None:
        assert embedder.embed(["a walnut \ud83c cake"]).any()

    def test_a_vector_given_away_is_not_written_to_again(self, embedder: Embedder) -> None:
        first = embedder.embed(SENTENCES[:1])
        kept = first.copy()
        embedder.embed(SENTENCES[1:])
        assert np.array_equal(first, kept)

    def test_its_identity_is_a_name_and_a_sha256(self, embedder: Embedder) -> None:
        assert embedder.name
        assert len(bytes.fromhex(embedder.digest)) == 32
