"""``salang review``: the review desk on the web."""

from typing import Annotated

from cyclopts import Parameter

from desk.cli.app import group, summary_of

app = group(
    "review",
    summary_of("review"),
    "salang user add zarina --role lead\nsalang review",
    "Runs until it is stopped with Ctrl-C. For a team, put a reverse proxy with TLS before it "
    "and see docs/review.md.",
)


@app.default
def review(
    *,
    host: str | None = None,
    port: int | None = None,
    prefix: str | None = None,
    access_log: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Serve the review desk over the database of SALANG_DATABASE_URL.

    Parameters
    ----------
    host
        Address to listen on; else SALANG_REVIEW_HOST.
    port
        Port to listen on; else SALANG_REVIEW_PORT.
    prefix
        Path under which a reverse proxy shows it, such as /salang; else SALANG_REVIEW_PREFIX.
    access_log
        Print a line for every request.
    """
    import uvicorn
    from sqlalchemy import func, select

    from desk.web.app import create_app
    from desk.web.settings import ReviewSettings
    from flows.stages.search import index_pending
    from models.migrate import ensure_current
    from models.reviews import Reviewer
    from models.session import make_engine, reading

    given = {"review_host": host, "review_port": port, "review_prefix": prefix}
    settings = ReviewSettings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]  # checked by pydantic
    engine = make_engine()
    try:
        ensure_current(engine)
        with reading(engine) as session:
            people = session.scalar(
                select(func.count())
                .select_from(Reviewer)
                .where(Reviewer.password_hash.is_not(None))
            )
        if not people:
            print("There is no account yet. Make one: salang user add NAME --role admin")
        index_pending(engine, lambda done: print(f"indexed for search: {done}", flush=True))
        address = f"http://{settings.review_host}:{settings.review_port}{settings.review_prefix}/"
        print(f"the review desk: {address}", flush=True)
        uvicorn.run(
            create_app(engine, settings),
            host=settings.review_host,
            port=settings.review_port,
            log_level="warning",
            access_log=access_log,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.review_proxies,
        )
    finally:
        engine.dispose()
    return 0
