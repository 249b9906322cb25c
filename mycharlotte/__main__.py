"""The commands of MyCharlotte: `python -m mycharlotte --help`.

Every setting is an environment variable or a line of `.env`: see `.env.example`.
"""

import argparse
import importlib
import sys
from collections.abc import Callable

from mycharlotte.build import ROOT, ensure_built, lock_packages
from mycharlotte.config import Mode, settings
from mycharlotte.failures import Stopped, explain_error

DESCRIPTION = "The companion space of MyCharlotte, on one port. Newcomers need `run` only (or `make run`)."


def run() -> None:
    """Migrate, add the demo data in demo mode, build the frontend if needed, then serve until Ctrl+C."""
    from mycharlotte.serve import claim_port, serve

    chosen = settings()
    listener = claim_port(chosen.host, chosen.port)
    migrate()
    if chosen.is_demo:
        seed()
    ensure_built()
    serve(listener)


def serve() -> None:
    """Serve what is built and migrated, until Ctrl+C or SIGTERM; requests under way get a few seconds to end."""
    from mycharlotte.build import is_built
    from mycharlotte.serve import serve

    if not is_built():
        raise Stopped(
            "L'interface n'est pas construite, ou pas avec les sources actuelles : python -m mycharlotte build",
            "The frontend is not built, or not from the present sources: python -m mycharlotte build",
        )
    serve()


def build() -> None:
    """Build the frontend if its sources have changed since the last build."""
    print("built" if ensure_built() else "already built from these sources")


def migrate() -> None:
    """Bring the database to the present schema; nothing happens when it is already there."""
    command = importlib.import_module("alembic.command")
    config = importlib.import_module("alembic.config").Config(str(ROOT / "alembic.ini"))
    command.upgrade(config, "head")


def seed() -> None:
    """Put the demo's people and bubbles in the database, once; refused in production."""
    if settings().mode is Mode.PRODUCTION:
        raise Stopped(
            "Les comptes de démonstration ont des mots de passe publics : jamais dans une base de production.",
            "Demo accounts have public passwords: never in a production database.",
        )
    importlib.import_module("mycharlotte.seed").run(with_neighbours=True)


def create_admin() -> None:
    """Create the account of a platform admin, the first time nobody is there to invite one; asks for it here."""
    importlib.import_module("mycharlotte.first_admin").create()


def check() -> None:
    """Say every reason why the settings are unsafe and exit with 1, or say what they lead to."""
    chosen = settings()
    kinds = {
        "mode": chosen.mode.value,
        "address": f"{chosen.public_url} (listening on {chosen.host}:{chosen.port}, workers: {chosen.workers})",
        "database": chosen.sqlalchemy_url.partition(":")[0],
        "files": "S3" if chosen.files_url.startswith("s3:") else "a folder",
        "mail": "SMTP" if chosen.post_url.startswith("smtp") else "a local mailbox",
        "state of tabs": "Redis" if chosen.redis_url else "memory of this process",
    }
    for name, value in kinds.items():
        print(f"{name:14} {value}")


def lock() -> None:
    """Choose again the npm packages that the pages need and write reflex.lock; needs the network."""
    lock_packages()


COMMANDS: tuple[Callable[[], None], ...] = (run, serve, build, migrate, seed, create_admin, check, lock)


def main() -> None:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mycharlotte",
        description=DESCRIPTION,
        epilog="Settings: environment variables or .env, listed and explained in .env.example.",
    )
    verbs = parser.add_subparsers(metavar="command", required=True)
    for command in COMMANDS:
        name = command.__name__.replace("_", "-")
        verb = verbs.add_parser(name, help=command.__doc__, description=command.__doc__)
        verb.set_defaults(command=command)
    chosen = parser.parse_args()
    try:
        chosen.command()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if stopped := explain_error(error):
            raise stopped from None
        raise


if __name__ == "__main__":
    main()
