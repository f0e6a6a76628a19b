"""import: refresh one upstream feed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from wartally import store
from wartally.cli.common import as_json, package_of, print_json, today
from wartally.importers import FEEDS, reader_of
from wartally.importers.merge import Plan, plan_import
from wartally.package import Package

_SHOWN = 20


@click.command(name="import")
@click.argument("feed", type=click.Choice(list(FEEDS)))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@as_json
@click.pass_context
def import_feed(context: click.Context, feed: str, path: Path, dry_run: bool, as_json: bool) -> None:
    """Refresh FEED from PATH (its folder or file): new, changed, conflicting and unmapped are listed."""
    package = package_of(context)
    plan = make_plan(package, feed, path)
    if as_json:
        print_json(plan.as_json())
    else:
        click.echo(plan_text(plan))
    if not dry_run and plan.writes:
        store.write_tables(package, plan.tables)
        store.derive(package)
        store.sync(package)
    context.exit(1 if plan.conflicting or plan.unmapped else 0)


def make_plan(package: Package, feed: str, path: Path) -> Plan:
    """What importing the feed at `path` would do to the package."""
    read = reader_of(feed)(path)
    current = {name: package.rows(name) for name in {*read.rows, "rewrites"}}
    return plan_import(read, current, package.schemas, today(), _revision(path))


def _revision(path: Path) -> str:
    """Ten digits that identify the content of the feed's files."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(f for f in path.iterdir() if f.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def plan_text(plan: Plan) -> str:
    """A plan as lines for a terminal."""
    lines = [f"{plan.feed}: {sum(plan.new.values())} new, {len(plan.changed)} changed, "
             f"{len(plan.conflicting)} conflicting, {len(plan.unmapped)} unmapped"]  # fmt: skip
    lines += [f"  new      {table}: {count} rows" for table, count in sorted(plan.new.items())]
    for name, changes in (("changed", plan.changed), ("conflict", plan.conflicting)):
        for c in changes[:_SHOWN]:
            lines.append(f"  {name:8} {c.table} {', '.join(c.key)}: {c.column} {c.before or '-'} -> {c.after or '-'}")
        if len(changes) > _SHOWN:
            lines.append(f"  {name:8} and {len(changes) - _SHOWN} more; --json lists all")
    lines += [f"  unmapped {what}" for what in plan.unmapped]
    lines += [f"  ignored  {count} x {what}" for what, count in sorted(plan.ignored.items())]
    return "\n".join(lines)


COMMANDS = (import_feed,)
