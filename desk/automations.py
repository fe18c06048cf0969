"""The automations of automations.yaml, brought to a Prefect server as often as one likes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import yaml

from desk.cli.errors import DeskError

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.events.schemas.automations import AutomationCore

NAME = "automations.yaml"


@dataclass(frozen=True, slots=True)
class Registered:
    """What was done with an automation: ``done`` is made or renewed."""

    name: str
    done: str
    description: str


def read_automations(file: Path, block: UUID | None = None) -> "list[AutomationCore]":
    """The automations of a file; with ``block`` they notify by that block.

    Raises:
        DeskError: when the file is not readable, or an automation is not one for Prefect.
    """
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        return [_automation(dict(entry), block) for entry in document["automations"]]
    except yaml.YAMLError as error:
        raise DeskError(f"{file}: is not readable YAML: {error}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise DeskError(f"{file}: is no file of automations ({error})") from None


def _automation(entry: dict[str, Any], block: UUID | None) -> "AutomationCore":
    from prefect.events.schemas.automations import AutomationCore

    actions: list[dict[str, Any]] = []
    if crash := entry.pop("crash", ""):
        actions.append({"type": "change-flow-run-state", "state": "CRASHED", "message": crash})
    told = {"subject": entry.pop("subject"), "body": entry.pop("body")}
    if block is not None:
        actions.append({"type": "send-notification", "block_document_id": str(block), **told})
    # without a block the trigger still stands in Prefect's feed of events
    entry["actions"] = actions or [{"type": "do-nothing"}]
    return AutomationCore.model_validate(entry)


def find_block(client: "SyncPrefectClient", slug: str) -> UUID:
    """The key of a notification block, written type/name as Prefect's page shows it.

    Raises:
        DeskError: when there is none of that name.
    """
    kind, _, name = slug.partition("/")
    from prefect.exceptions import ObjectNotFound

    try:
        found = client.read_block_document_by_name(name, kind, include_secrets=False)
    except ObjectNotFound:
        raise DeskError(
            f"the server has no block {slug}; make a notification block on Prefect's page "
            "(Blocks, then Slack Webhook, Custom Webhook, ...) and write it as type/name, such as "
            "slack-webhook/ops",
            2,
        ) from None
    return UUID(str(found.id))


def register(client: "SyncPrefectClient", automations: "list[AutomationCore]") -> list[Registered]:
    """Make each automation, or renew the one of its name."""
    done = []
    for automation in automations:
        known = client.read_automations_by_name(automation.name)
        if known:
            client.update_automation(known[0].id, automation)
        else:
            client.create_automation(automation)
        verb = "renewed" if known else "made"
        done.append(Registered(automation.name, verb, automation.description))
    return done
