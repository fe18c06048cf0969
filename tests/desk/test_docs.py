"""The pages made from the code name everything, and are as the code is."""

from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from desk.docs import FOLDER, commands, commands_page, settings_classes, settings_page, variable

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "analysis", "crawlers", "flows", "desk")


def settings_in_the_house() -> set[type[BaseSettings]]:
    found = set()
    for room in ROOMS:
        for file in (ROOT / room).rglob("settings.py"):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for _, kind in getmembers(import_module(name), isclass):
                if issubclass(kind, BaseSettings) and kind.__module__ == name:
                    found.add(kind)
    return found


def test_every_setting_of_every_room_is_documented() -> None:
    page = (FOLDER / "settings.md").read_text("utf-8")
    kinds = settings_in_the_house()
    assert kinds == set(settings_classes())
    for kind in kinds:
        for name, field in kind.model_fields.items():
            assert f"`{variable(name)}`" in page
            assert field.description, f"{kind.__name__}.{name} has no description"


def test_no_two_rooms_have_a_setting_of_one_name() -> None:
    names = [name for kind in settings_classes() for name in kind.model_fields]
    assert len(names) == len(set(names))


def test_every_command_is_documented() -> None:
    page = (FOLDER / "commands.md").read_text("utf-8")
    for command in commands():
        assert f"# {' '.join(('salang', *command))}\n" in page


@pytest.mark.parametrize(
    ("name", "make"), [("settings.md", settings_page), ("commands.md", commands_page)]
)
def test_the_pages_are_as_the_code_is(name: str, make: object) -> None:
    assert callable(make)
    assert (FOLDER / name).read_text("utf-8") == make(), "run: make docs"
