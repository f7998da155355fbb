"""Which model answers, and the settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from secondme import config
from secondme.cli.encoder import encoder
from secondme.cli.listing import list_, plan
from secondme.cli.models import exam, named_file, pull, ram, token
from secondme.cli.output import as_json, client
from secondme.errors import ModelGone, from_wire


@click.group(invoke_without_command=True)
@click.pass_context
def model(context: click.Context) -> None:
    """Which model answers, which there are, and which to download. Alone it shows the one that answers.

    \b
    Examples:
      secondme model
      secondme model list
      secondme model pull qwen3-4b
      secondme model use qwen3-4b
      secondme model use ~/models/qwen3-1.7b-q4_0.gguf
      secondme model use --starter
      secondme model ram 4GiB
      secondme model calibrate
      secondme model exam
      secondme model encoder bge-m3
    """
    if context.invoked_subcommand is None:
        context.invoke(show)


@model.command()
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def show(json_: bool) -> None:
    """The model that answers and what it is doing.

    \b
    Examples:
      secondme model show
      secondme model show --json
    """
    found = client().status()["model"]
    if json_:
        as_json({name: value for name, value in found.items() if name != "event"})
    else:
        click.echo(found["sentence"])


@model.command(short_help="Answer with another model from now on.")
@click.argument("name", required=False, metavar="FILE|NAME")
@click.option("--starter", is_flag=True, help="Back to the small model that comes with the program.")
def use(name: str | None, starter: bool) -> None:
    """Answer with a GGUF file from now on, or with a model on this disk by its name in secondme model list; the choice
    is kept in the settings.

    \b
    Examples:
      secondme model use ~/models/qwen3-1.7b-q4_0.gguf
      secondme model use qwen3-4b
      secondme model use Qwen/Qwen3-8B-GGUF:Q4_K_M
      secondme model use --starter
    """
    if (name is None) != starter or (name is not None and not name.strip()):
        raise click.UsageError("Name a GGUF file or a model, or give --starter.")
    file = named_file(name) if name else None
    state = client().use_named(name) if name and not file else client().use_model(file)
    click.echo(state["sentence"])


@model.command(short_help="Find which parts of a model look things up.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def calibrate(file: Path | None, json_: bool) -> None:
    """Find the retrieval heads of a model: the few parts of it that look at the words which it copies. They are kept
    by the file's hash, for `secondme bench kv --full`. Without FILE, of the model that answers. It takes a minute for
    the starter, longer for larger models; Ctrl-C stops it.

    \b
    Examples:
      secondme model calibrate
      secondme model calibrate ~/models/qwen3-1.7b-q4_0.gguf --json
    """
    places = config.folders()
    chosen = file or config.read(places.config_file).model.path
    found = _calibrated(places.models, Path(chosen).expanduser() if chosen else None)
    if json_:
        as_json(found)
        return
    heads = found["heads"]
    every = heads["layers"] * heads["heads"]
    click.echo(f"{found['model']}: {len(heads['found'])} of {every} heads look things up ({heads['share']:.1%}).")
    click.echo(
        f"Two rounds of texts agree on {heads['agreement']:.0%} of them; "
        f"the model copied {heads['copied']:.0%} of what it was to look up."
    )
    for one in heads["found"]:
        click.echo(f"  layer {one['layer']:>3}  head {one['head']:>3}  {one['score']:.2f}")


model.add_command(list_)
model.add_command(plan)
model.add_command(pull)
model.add_command(token)
model.add_command(exam)
model.add_command(encoder)
model.add_command(ram)


def _calibrated(folder: Path, file: Path | None) -> dict[str, Any]:
    """What the process says that looks into the model; its progress goes to a terminal.

    Raises: what it raises; ModelGone if it ends without a word.
    """
    command = [sys.executable, "-P", "-m", "secondme.llm.heads", str(folder), *([str(file)] if file else [])]
    quiet = {"OMP_WAIT_POLICY": "PASSIVE", "GGML_NO_BACKTRACE": "1"}
    shown = sys.stderr.isatty()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet | os.environ
    ) as child:
        try:
            assert child.stdout is not None
            for line in child.stdout:
                match json.loads(line):
                    case {"done": done, "of": many}:
                        click.echo(f"\rText {done} of {many} is read." if shown else "", nl=False, err=True)
                    case {"error": [kind, sentence, cure]}:
                        raise from_wire(kind, sentence, cure)
                    case found:
                        return dict(found)
        finally:
            child.kill()
            if shown:
                click.echo("", err=True)
    raise ModelGone("llama.cpp ended while the model was looked into.", "Try another file.")


@click.group(name="config", invoke_without_command=True)
@click.pass_context
def config_(context: click.Context) -> None:
    """Where the settings are, and what they say. Alone it prints the path.

    \b
    Examples:
      secondme config path
      secondme config show
      secondme config example > "$(secondme config path)"
    """
    if context.invoked_subcommand is None:
        context.invoke(path)


@config_.command()
def path() -> None:
    """The path of config.toml (it need not exist).

    \b
    Examples:
      $EDITOR "$(secondme config path)"
    """
    click.echo(config.folders().config_file)


@config_.command(name="show", short_help="The settings in force.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def show_config(json_: bool) -> None:
    """The settings in force: flags apart, from the environment, the file and the defaults.

    \b
    Examples:
      secondme config show
      secondme config show --json
    """
    from dataclasses import asdict

    found = asdict(config.read(config.folders().config_file))
    if json_:
        as_json(found)
        return
    for section, values in found.items():
        click.echo(f"[{section}]")
        for name, value in values.items():
            click.echo(f"{name} = {config.written(value)}")


@config_.command()
def example() -> None:
    """A config file with every setting, explained, at its default.

    \b
    Examples:
      secondme config example > "$(secondme config path)"
    """
    click.echo(config.example())
