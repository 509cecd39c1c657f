"""`python -m tests.upgrades.store`: makes an installation of this version, and stores its dump in `dumps/`.

The database is PostgreSQL where DATABASE_URL names a server, else SQLite. `store.sh` does both.
"""

import json
import re
import tomllib

from tests.house.sources import ROOT
from tests.upgrades.installation import empty_installation, store


def main() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    with empty_installation() as made:
        made.manage("prepare")
        demo, facts = made.var / "demo.json", made.var / "facts.json"
        demo.write_text(made.manage("demo", "--json"))
        goes_on = f"from tests.upgrades import sample_data; sample_data.write({str(demo)!r}, {str(facts)!r})"
        made.manage("shell", "--no-imports", "-c", goes_on)
        told = json.loads(facts.read_text())
        told["sign_in"] = re.search(r"http\S+", made.manage("facilitator", told["discussion"]["lead"]))[0]
        path = store(version, made.kind, made.dump(), told)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
