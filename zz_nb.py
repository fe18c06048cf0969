import tempfile
from pathlib import Path
from models import migrate
from models.session import make_engine
from tests.hostile.neighbours import measured

tmp = Path(tempfile.mkdtemp(prefix="drills-"))
t = tmp / "t.db"
e = make_engine(f"sqlite:///{t}")
migrate.upgrade(e)
e.connect().close()
e.dispose()
n = measured(tmp, t)
print(n, n.ratio)
