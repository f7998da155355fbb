"""Settings: the order in which they count, and what is said of a wrong one."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from secondme import config
from secondme.errors import BadConfig
from secondme.llm.sentences import POLICIES
from secondme.llm.session import POLICY


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert config.read(file, {}) == config.Settings()


def test_the_environment_counts_above_the_file_and_the_file_above_the_default(file: Path) -> None:
    file.write_text("[model]\ncontext = 2048\nanswer = 64\n")
    found = config.read(file, {"SECONDME_MODEL_CONTEXT": "1024"})
    assert (found.model.context, found.model.answer, found.model.threads) == (1024, 64, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[model\ncontext = 1", ["config.toml", "not valid TOML", "line 1"]),
        ("[modl]\n", ["[modl]", "Did you mean 'model'?"]),
        ("[model]\ncontxt = 1\n", ["'contxt'", "Did you mean 'context'?"]),
        ('[model]\ncontext = "long"\n', ["context in [model]", "a whole number", "'long'"]),
        ("[model]\ncontext = true\n", ["a whole number"]),
        ("[model]\ncontext = 1.5\n", ["a whole number"]),
        ("[model]\ncontext = 1\n", ["at least 512"]),
        ("[model]\ntemperature = 9\n", ["at most 2.0"]),
        ("[model]\ntemperature = nan\n", ["at least 0.0"]),
        ("[model]\npath = 3\n", ["text"]),
        ("[model]\ncontext = inf\n", ["a whole number"]),
        ("[memory]\nfade_below = 5\n", ["at most 1.0"]),
        ("[index]\nneural = 1\n", ["neural in [index]", "true or false"]),
        ("model = 3\n", ["[model] must be a section"]),
        ("[app]\nkeys = 3\n", ["keys in [app]", "a table of texts"]),
        ("[app]\nkeys = {help = 3}\n", ["keys in [app]", "a table of texts"]),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(file: Path, text: str, words: list[str]) -> None:
    file.write_text(text)
    with pytest.raises(BadConfig) as error:
        config.read(file, {})
    assert all(word in str(error.value) for word in words), str(error.value)
    assert "\n" not in str(error.value)


def test_a_choice_may_be_yes_or_no(file: Path) -> None:
    for written, meant in (("true", "true"), ("false", "false"), ('"auto"', "auto"), ('"true"', "true")):
        file.write_text(f"[memory]\nfacts = {written}\n")
        assert config.read(file, {}).memory.facts == meant
    file.write_text("[memory]\nfacts = 1\n")
    with pytest.raises(BadConfig, match="facts in \\[memory\\]"):
        config.read(file, {})


def test_a_file_that_is_not_utf8_is_a_sentence(file: Path) -> None:
    file.write_bytes(b"[model]\npath = '\xff'\n")
    with pytest.raises(BadConfig, match="cannot be read"):
        config.read(file, {})


def test_what_is_true_or_false_is_said_so_in_file_and_environment(file: Path) -> None:
    assert config.read(file, {}).index.neural
    file.write_text("[index]\nneural = false\n")
    assert not config.read(file, {}).index.neural
    assert config.read(file, {"SECONDME_INDEX_NEURAL": "True"}).index.neural
    with pytest.raises(BadConfig, match="true or false"):
        config.read(file, {"SECONDME_INDEX_NEURAL": "maybe"})


def test_keys_are_a_table_in_file_and_environment(file: Path) -> None:
    file.write_text('[app]\nmotion = false\n[app.keys]\n"chat.sources" = "ctrl+s"\n')
    found = config.read(file, {}).app
    assert (found.motion, found.keys) == (False, (("chat.sources", "ctrl+s"),))
    assert config.written(found.keys) == '{"chat.sources" = "ctrl+s"}'
    assert config.read(file, {"SECONDME_APP_KEYS": '{"app.help" = "f12"}'}).app.keys == (("app.help", "f12"),)
    config.set_value(file, "app", "motion", True)
    assert config.read(file, {}).app.motion


def test_a_wrong_variable_is_named(file: Path) -> None:
    with pytest.raises(BadConfig, match="SECONDME_MODEL_CONTEXT"):
        config.read(file, {"SECONDME_MODEL_CONTEXT": "many"})


def test_the_example_is_valid_and_changes_nothing(file: Path) -> None:
    file.write_text(config.example())
    assert config.read(file, {}) == config.Settings()
    file.write_text(config.example().replace("# fade", "fade").replace("# context", "context"))
    assert config.read(file, {}) == config.Settings()


@pytest.mark.parametrize(
    "before", ["", "[model]\ncontext = 1024\n", '[model]\npath = "old"\n[watch]\n', "[watch]\n# mine\n"]
)
def test_a_setting_is_written_and_the_rest_left_alone(file: Path, before: str) -> None:
    file.write_text(before)
    config.set_value(file, "model", "path", 'C:\\models\\"a".gguf')
    found = config.read(file, {})
    assert found.model.path == 'C:\\models\\"a".gguf'
    assert found.model.context == (1024 if "1024" in before else 4096)
    assert ("# mine" in file.read_text()) == ("# mine" in before)
    config.set_value(file, "model", "path", "")
    assert config.read(file, {}).model.path == ""


@pytest.mark.parametrize("broken", ["[model\n", "[model]\ncontext = 1\ncontext = 2\n"])
def test_a_broken_file_is_never_written_over(file: Path, broken: str) -> None:
    file.write_text(broken)
    with pytest.raises(BadConfig, match="nothing was written"):
        config.set_value(file, "model", "path", "x.gguf")
    assert file.read_text() == broken


def test_a_section_with_a_comment_is_found(file: Path) -> None:
    file.write_text("[model]  # mine\ncontext = 1024\n")
    config.set_value(file, "model", "path", "x.gguf")
    assert config.read(file, {}).model == config.ModelSettings(path="x.gguf", context=1024)


def test_one_variable_puts_everything_into_one_place(tmp_path: Path) -> None:
    found = config.folders({"SECONDME_HOME": str(tmp_path)})
    assert {found.home, found.config} == {tmp_path}
    assert found.ledger.parent == tmp_path


def test_every_way_of_pruning_that_can_be_set_is_one() -> None:
    (pruning,) = [one for one in fields(config.ModelSettings) if one.name == "pruning"]
    assert pruning.default == POLICY
    assert set(pruning.metadata["choices"]) <= set(POLICIES)


@pytest.mark.parametrize("line", ['pruning = "oldest"', "decay = 0.0", "decay = 1.5"])
def test_a_way_of_pruning_that_is_none_is_refused(file: Path, line: str) -> None:
    file.write_text(f"[model]\n{line}\n")
    with pytest.raises(BadConfig, match="must be"):
        config.read(file, {})
