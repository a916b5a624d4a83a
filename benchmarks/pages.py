"""What each kind of page costs the web process in CPU, against a bare view behind its middleware.

    python -m benchmarks.pages [--times 200] [--profile /s/]

Starts a Postgres of its own in a temporary folder. Requests go through the whole of Django in this
process; the server's own work is not in the figures, nor is Postgres.
"""

import argparse
import cProfile
import io
import os
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from explorer.services.postgres import FAST, Postgres

WARM_UPS = 5
Ask = Callable[[], Any]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--profile", default="", help="print where a page's time goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = Postgres(home / "postgres", FAST)
        postgres.start()
        os.environ.update(
            DATABASE_URL=postgres.url,
            EXPLORER_DATA=str(home / "data"),
            DJANGO_SETTINGS_MODULE="explorer.settings",
            STATIC_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        )
        try:
            measure(given.times, given.profile)
        finally:
            postgres.stop()


def measure(times: int, profiled: str) -> None:
    pages = prepared()
    print(f"CPU of one request as a browser asks for it (gzip), {times} times; "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    print(f"  {'page':34} {'median':>9} {'best':>9}   {'against a bare view':>20}")
    bare = 0.0
    for name, ask in pages.items():
        for _ in range(WARM_UPS):
            answer = ask()
        spent = [clocked(ask) for _ in range(times)]
        bare = bare or median(spent)
        print(f"  {name:34} {median(spent):6.2f} ms {min(spent):6.2f} ms   "
              f"{median(spent) / bare:18.1f} x  {len(answer.content) / 1000:6.1f} kB")  # fmt: skip
        if profiled and profiled in name:
            profile(ask, times)


def clocked(ask: Ask) -> float:
    begun = time.process_time()
    ask()
    return 1000 * (time.process_time() - begun)


def profile(ask: Ask, times: int) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        ask()
    profiler.disable()
    told = io.StringIO()
    pstats.Stats(profiler, stream=told).sort_stats("cumulative").print_stats(60)
    print(told.getvalue())


def prepared() -> dict[str, Ask]:
    """Return how each page is asked for, over a site with some runs, experiments and links."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.urls import path

    django.setup()
    call_command("migrate", verbosity=0)

    from explorer import urls

    urls.urlpatterns.append(path("bare", lambda _: HttpResponse("bare"), name="bare"))
    settings.ALLOWED_HOSTS = ["testserver"]

    from django.test import Client

    from explorer.accounts.models import Guest
    from explorer.experiments.models import Experiment
    from explorer.experiments.services import create_experiment, keep_runs
    from explorer.experiments.sharing import share_experiment
    from explorer.experiments.words import Words

    ada = Guest.objects.create()
    runs = [told_run(ada, seed) for seed in range(3)]
    for number in range(25):
        experiment = create_experiment(ada, Words(f"Noise {number}", "*Why* it bends.", ("noise",)))
        keep_runs(experiment, runs)
    token = share_experiment(experiment, None).token
    live = Experiment.objects.get(id=experiment.id)
    stranger, owner = Client(), Client()
    owner.cookies["guest"] = signed(ada.id.hex)
    ids = ",".join(str(run.id) for run in runs)
    asked = {
        "bare view": (stranger, "/bare"),
        "/about": (stranger, "/about"),
        "/ (home)": (stranger, "/"),
        "/labs/scaling_laws": (stranger, "/labs/scaling_laws"),
        "/r/<id> (result)": (stranger, f"/r/{runs[0].id}"),
        "/s/<token> (share), a stranger": (stranger, f"/s/{token}"),
        "/s/<token> (share), another guest": (somebody(), f"/s/{token}"),
        "/embed/s/<token>/1": (stranger, f"/embed/s/{token}/1"),
        "/experiments (list of 25)": (owner, "/experiments"),
        "/experiments/<id>": (owner, f"/experiments/{live.id}"),
        "/compare (3 runs)": (stranger, f"/compare?runs={ids}"),
    }
    return {name: asking(browser, address) for name, (browser, address) in asked.items()}


def asking(browser: Any, address: str) -> Ask:
    def ask() -> Any:
        answer = browser.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert answer.status_code == 200, address
        return answer

    return ask


def somebody() -> Any:
    """Return the browser of a guest who has nothing to do with what is shown."""
    from django.test import Client

    from explorer.accounts.models import Guest

    browser = Client()
    browser.cookies["guest"] = signed(Guest.objects.create().id.hex)
    return browser


def signed(value: str) -> str:
    from django.core.signing import get_cookie_signer

    return str(get_cookie_signer(salt="guestguest").sign(value))


def told_run(guest: Any, seed: int) -> Any:
    """Return a finished run of scaling laws, told by its own science in this process."""
    from explorer.runs import leases
    from explorer.runs.leases import Numbered
    from explorer.runs.models import Run
    from explorer.runs.services import start_run
    from labs.registry import labs
    from workers.local import LocalContext

    lab = labs()["scaling_laws"]
    params = lab.params(source="simulated", runs=60, bootstraps=100, seed=seed)
    run = start_run(lab, params, guest, budget=None)
    lease = leases.claim(run.id, "owner", "cpu-1", "cpu")
    assert lease
    events = lab.run(params, LocalContext(seed, {}, None, lab))
    told = [Numbered(seq, each) for seq, each in enumerate(events, lease.last_seq + 1)]
    leases.finish(lease, told, 0.5, {"packages": {"numpy": "2.3.1"}})
    return Run.objects.get(id=run.id)


if __name__ == "__main__":
    main()
