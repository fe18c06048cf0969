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
    home = Home(tmp / "h", t)
    cs = [(n, c) for n, c in enumerate(CASES) if not wanted or any(w in c.name for w in wanted)]
    enter(home, cs, port)
    f = crawl_of(home)
    print(f"{len(cs)} {f.seconds:.1f}s {f.peak / 1e6:.0f}MB", home.folder, f.problems)
    for n, c in cs:
        w = mistakes(c, f)
        print(("ok " if not w else "NO "), c.name, f.last.get(c.slug))
        for x in w[:6]:
            print("     ", x[:300])
