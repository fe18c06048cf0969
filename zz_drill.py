import sys, tempfile, importlib, time
from pathlib import Path
from tests.drills.world import world

mod, *names = sys.argv[1:]
m = importlib.import_module("tests.drills." + mod)
with world(Path(tempfile.mkdtemp(prefix="drills-w-"))) as w:
    print(w.folder, flush=True)
    for n in names:
        t = time.time()
        try:
            h = getattr(m, n)(w)
            print(
                n,
                h.lost,
                h.doubled,
                f"{h.peak / 1e6:.0f}MB heal {h.seconds:.0f}s total {time.time() - t:.0f}s",
                h.told,
                flush=True,
            )
            for e in h.examples[:8]:
                print("    ", e)
        except BaseException as e:
            import traceback

            traceback.print_exc()
