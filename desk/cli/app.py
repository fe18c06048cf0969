"""The commands and where each stands. A command's module is imported when it is called."""

from importlib.metadata import PackageNotFoundError, version

from cyclopts import App, Parameter

#: name, module, what it does
COMMANDS = (
    ("run", "run", "Watch the sources: fetch what is new, remove the echo, tag it, queue it."),
    ("revisit", "revisit", "Ask again for relevant articles: what was changed, what is gone."),
    ("import", "imports", "Store and tag documents from files."),
    ("backfill", "backfill", "Take pages of past days from a web archive."),
    ("export", "export", "Hand out articles, tags and more as data, and stored pages as WARC."),
    ("extract", "extract", "Show what the extractor makes of pages, storing nothing."),
    ("reread", "reread", "Read stored pages again that the reader failed on or refused."),
    ("dedupe", "dedupe", "Link copies among texts that were not looked at yet."),
    ("tag", "tag", "Tag texts that the codebook in use has not tagged yet."),
    ("retag", "retag", "Tag stored texts anew after a change to the codebook; list what changed."),
    ("remove", "remove", "Remove an address or article so that it does not come back; restore it."),
    ("report", "report", "Ask a reporting view and print or save the answer."),
    ("sources", "sources", "The source catalogue: list, check, show, test, add, health."),
    ("digest", "digest", "The brief of a day or a week: shown, or made and sent."),
    ("alert", "alert", "Filters that tell by webhook or mail when something new matches."),
    ("codebook", "codebook", "The codebook: check, test, compare and calibrate it."),
    ("review", "review", "Open the review desk, a web page, on this machine."),
    ("user", "user", "Accounts of the review desk: add, list, password."),
    ("serve", "serve", "Run all scheduled deployments in one process."),
    ("automations", "automations", "Register with Prefect who is told of what goes wrong."),
    ("maintain", "maintain", "Count kept summaries anew; let the bytes of old pages go."),
    ("metrics", "metrics", "Show what waits, runs and sources in the form of Prometheus."),
    ("db", "db", "Care of the database: upgrade, check, dictionary."),
    ("doctor", "doctor", "Look for what is wrong with this installation and its data."),
)


def _version() -> str:
    try:
        return f"salang {version('salang')}"
    except PackageNotFoundError:
        return "salang, not installed (run from a checkout)"


def group(name: str, summary: str, example: str, details: str = "") -> App:
    """A command, or a group of commands: what it does, an example, and details below both."""
    lines = ["Example:", *(f"  {line}" for line in example.splitlines())]
    if details:
        lines += ["", details]
    return App(name=name, help=summary, help_epilogue="\n".join(lines))


def summary_of(name: str) -> str:
    """What a command does, in one sentence."""
    return next(summary for command, _, summary in COMMANDS if command == name)


def _make() -> App:
    root = App(
        name="salang",
        help=(
            "Media monitoring of one topic in many languages: fetch, remove the echo, tag with "
            "evidence, review, ask in SQL."
        ),
        help_epilogue=(
            "Example:\n  salang run --sample       try it on six invented outlets\n"
            "  salang report articles    what is stored\n\n"
            "Every command has --help."
        ),
        # plain text: the Markdown renderer would double the time that --help takes
        help_format="plaintext",
        version=_version,
        default_parameter=Parameter(negative=(), show_default=False),
        result_action="return_value",
        exit_on_error=False,
        print_error=True,
        suppress_keyboard_interrupt=False,
    )
    for place, (name, module, summary) in enumerate(COMMANDS):
        root.command(f"desk.cli.{module}:app", name=name, help=summary, sort_key=place)
    return root


app = _make()
