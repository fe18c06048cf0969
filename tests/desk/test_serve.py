"""Serving: what runs when stands in prefect.yaml and nowhere else."""

import json
from pathlib import Path

import pytest
import yaml

from desk.cli.errors import DeskError
from desk.cli.serve import runner_deployment
from desk.deployments import find_file, read_deployments
from tests.desk.conftest import Salang

PACKAGED = Path(__file__).parents[2] / "prefect.yaml"
FILE = """\
deployments:
  - name: tagging
    entrypoint: flows/tag.py:tag
    description: Tag at night.
    tags: [night]
    parameters: {codebook: null}
    schedules: [{cron: "0 3 * * *", timezone: Asia/Dushanbe, active: false}]
    concurrency_limit: {limit: 1, collision_strategy: CANCEL_NEW}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prefect.yaml"
    path.write_text(FILE)
    return path


def test_every_deployment_of_the_packaged_file_is_listed_with_its_times(salang: Salang) -> None:
    document = yaml.safe_load(PACKAGED.read_text())
    listed = json.loads(salang("serve", "--file", str(PACKAGED), "--list", "--json").out)
    assert [each["name"] for each in listed] == [each["name"] for each in document["deployments"]]
    times = {each["name"]: each["schedules"] for each in listed}
    assert times["agencies"] == [["*/15 * * * *", "Asia/Kabul", True]]
    assert "by hand" in salang("serve", "--file", str(PACKAGED), "--list").out


def test_every_deployment_of_the_packaged_file_names_a_flow_that_takes_its_parameters() -> None:
    for served in read_deployments(PACKAGED):
        made = runner_deployment(served)
        properties = made._parameter_openapi_schema.properties
        assert served.parameters.keys() <= properties.keys()


def test_a_deployment_is_served_as_the_file_says(file: Path) -> None:
    made = runner_deployment(read_deployments(file)[0])
    assert made.name == "tagging"
    assert made.flow_name == "tag"
    assert made.description == "Tag at night."
    assert made.tags == ["night"]
    assert made.parameters == {"codebook": None}
    (schedule,) = made.schedules or ()
    assert not schedule.active
    assert schedule.schedule.model_dump()["cron"] == "0 3 * * *"
    assert schedule.schedule.model_dump()["timezone"] == "Asia/Dushanbe"
    assert made.concurrency_limit == 1
    assert made.concurrency_options is not None
    assert made.concurrency_options.collision_strategy == "CANCEL_NEW"


def test_the_file_of_the_folder_comes_before_the_packaged_one(file: Path, tmp_path: Path) -> None:
    assert find_file(None).resolve() == file
    file.unlink()
    assert find_file(None).resolve() == PACKAGED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deployments: [", "not readable YAML"),
        ("name: salang", "not as Prefect writes it"),
        (
            "deployments: [{name: a, entrypoint: 'flows/tag.py:tag', schedules: [{interval: 9}]}]",
            "cron",
        ),
    ],
)
def test_a_file_that_cannot_be_served_is_told(
    salang: Salang, file: Path, text: str, said: str
) -> None:
    file.write_text(text)
    result = salang("serve", "--list")
    assert result.code == 1
    assert said in result.err


def test_a_flow_that_does_not_exist_is_told(file: Path) -> None:
    file.write_text(FILE.replace("tag.py:tag", "tag.py:gat"))
    with pytest.raises(DeskError, match=r"no flow gat in flows\.tag"):
        runner_deployment(read_deployments(file)[0])
