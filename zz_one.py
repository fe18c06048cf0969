import sys, shutil, tempfile
from pathlib import Path
from models import migrate
from models.session import make_engine
from tests.hostile.cases import CASES
from tests.hostile.crawl import crawl_of, enter, mistakes
from tests.hostile.server import serving
from tests.support.crawling import Home

tmp = Path(tempfile.mkdtemp(prefix="drills-"))
t = tmp / "t.db"
e = make_engine(f"sqlite:///{t}")
migrate.upgrade(e)
e.connect().close()
e.dispose()
wanted = sys.argv[1:]
with serving() as port:
    for n, c in enumerate(CASES):
        if wanted and not any(w in c.name for w in wanted):
            continue
        home = Home(tmp / str(n), t)
        enter(home, [(n, c)], port)
        try:
            f = crawl_of(home)
        except Exception as x:
            print("XX", c.name, x)
            continue
        w = mistakes(c, f)
        print(
            ("ok " if not w and not f.problems else "NO "),
            c.name,
            f"{f.seconds:.1f}s {f.peak / 1e6:.0f}MB",
            "LOG:" + str(home.folder) if w else "",
            flush=True,
        )
        for x in w[:6] + f.problems:
            print("     ", x[:400])
