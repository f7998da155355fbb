"""Which model answers, and the settings."""

from __future__ import annotations

from pathlib import Path

import click

from secondme import config
from secondme.cli.output import as_json, client


@click.group(invoke_without_command=True)
@click.pass_context
def model(context: click.Context) -> None:
    """Which model answers. Alone it shows it.

    \b
    Examples:
      secondme model
      secondme model use ~/models/qwen3-1.7b-q4_0.gguf
      secondme model use --starter
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


@model.command(short_help="Answer with a GGUF file from now on.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--starter", is_flag=True, help="Back to the small model that comes with the program.")
def use(file: Path | None, starter: bool) -> None:
    """Answer with a GGUF file from now on; the choice is kept in the settings.

    \b
    Examples:
      secondme model use ~/models/qwen3-1.7b-q4_0.gguf
      secondme model use --starter
    """
    if (file is None) != starter:
        raise click.UsageError("Name a GGUF file, or give --starter.")
    state = client().use_model(file.expanduser().absolute() if file else None)
    click.echo(state["sentence"])


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
            click.echo(f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}")


@config_.command()
def example() -> None:
    """A config file with every setting, explained, at its default.

    \b
    Examples:
      secondme config example > "$(secondme config path)"
    """
    click.echo(config.example())
