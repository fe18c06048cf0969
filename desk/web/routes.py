"""Every address of the desk, with the role it asks for. None means: also without login."""

from dataclasses import dataclass
from typing import Literal

from desk.web import (
    accounts,
    agreement,
    articles,
    charts,
    deciding,
    exports,
    metrics,
    queue,
    runs,
    search,
    suggested,
    team,
)
from desk.web.http import Handler


@dataclass(frozen=True, slots=True)
class Rule:
    """An address, what it does, and the least role that may."""

    method: Literal["GET", "POST"]
    path: str
    role: str | None
    handler: Handler


ROUTES = (
    Rule("GET", "/login", None, accounts.login_page),
    Rule("POST", "/login", None, accounts.login),
    # a machine's own token guards it
    Rule("GET", "/metrics", None, metrics.metrics_view),
    Rule("POST", "/logout", "reader", accounts.logout),
    Rule("GET", "/account", "reader", accounts.account_page),
    Rule("POST", "/account/password", "reader", accounts.change_password),
    Rule("GET", "/", "reader", queue.queue_view),
    Rule("GET", "/queue/counts", "reader", queue.counts_view),
    Rule("GET", "/queue/next", "reader", queue.next_view),
    Rule("GET", "/queue.csv", "reader", exports.queue_csv),
    Rule("POST", "/filters", "reader", queue.save_filter),
    Rule("GET", "/filters/{slug}", "reader", queue.open_filter),
    Rule("POST", "/filters/{slug}/delete", "reader", queue.delete_filter),
    Rule("GET", "/articles/{id:int}", "reader", articles.article_view),
    Rule("GET", "/articles/{id:int}/panel", "reader", articles.panel_view),
    Rule("GET", "/articles/{id:int}/warc", "reader", exports.article_warc),
    Rule("POST", "/articles/{id:int}/decide", "reviewer", deciding.decide_view),
    Rule("POST", "/articles/{id:int}/presence", "reader", deciding.presence_view),
    Rule("POST", "/articles/{id:int}/second", "reviewer", team.second_answer),
    Rule("POST", "/undo", "reviewer", deciding.undo_view),
    Rule("GET", "/search", "reader", search.search_view),
    Rule("GET", "/stories/suggested", "reader", suggested.suggested_view),
    Rule("GET", "/second", "reviewer", team.second_view),
    Rule("GET", "/team", "lead", team.team_view),
    Rule("POST", "/team/resolve/{id:int}", "lead", team.resolve_view),
    Rule("POST", "/team/draw", "lead", team.draw_view),
    Rule("POST", "/team/assign", "lead", team.assign_view),
    Rule("GET", "/agreement", "reader", agreement.agreement_view),
    Rule("GET", "/charts", "reader", charts.charts_view),
    Rule("GET", "/charts/{name}.{format}", "reader", charts.chart_file),
    Rule("GET", "/runs", "reader", runs.runs_view),
    Rule("GET", "/runs/{id:int}", "reader", runs.run_view),
    Rule("POST", "/runs/start", "lead", runs.start_view),
    Rule("GET", "/people", "admin", accounts.people_page),
    Rule("POST", "/people/{id:int}", "admin", accounts.change_person),
)
