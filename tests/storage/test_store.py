"""The database: opened, migrated, written without surprises, and honest about what it cannot do."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import OperationalError

from storage import upgrade
from storage.access import reading_uri
from storage.backup import back_up
from storage.bars import bars_state, load_bars
from storage.engine import Store, open_store, sync_rows
from storage.schema import DERIVED, Instant, metadata, pulse, story
from storage.status import read_status
from storage.upgrade import HEAD
from tracker.errors import NaiveTime, StoreError
from tracker.records import Quality

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "deep" / "newsimpact.db")


def test_the_migrations_lead_to_the_schema_of_the_code(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    folder = Path(__file__).parents[2] / "storage" / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


def test_opening_again_keeps_everything(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="x", at=NOON, value=1))
    again = open_store(tmp_path / "deep" / "newsimpact.db")
    with again.read() as connection:
        assert connection.execute(select(pulse.c.at)).scalar() == NOON


@pytest.mark.parametrize("version", ["0002", "0003", "0004", "0005"])
def test_a_database_of_an_older_version_gains_what_is_new_and_keeps_what_it_holds(tmp_path: Path, version: str) -> None:
    path = tmp_path / "newsimpact.db"
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.execute(text("INSERT INTO pulse (name, at, value) VALUES ('x', '2026-07-01 12:00:00', '1')"))
    engine.dispose()
    with open_store(path).read() as connection:
        assert {*inspect(connection).get_table_names()} == {*metadata.tables, "alembic_version"}
        assert connection.execute(text("SELECT value FROM pulse WHERE name = 'x'")).scalar() == 1


def test_bars_from_before_they_had_a_quality_are_kept_and_count(tmp_path: Path) -> None:
    path = tmp_path / "newsimpact.db"
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(
            text(
                "INSERT INTO bar (symbol, interval, start, provider, fetched_at, close, is_final) VALUES"
                " ('CRWV', '1d', '2026-07-01 00:00:00.000000', 'p', '2026-07-01 21:00:00.000000', 97.5, 1)"
            )
        )
    engine.dispose()
    day = date(2026, 7, 1)
    with open_store(path).read() as connection:
        (held,) = load_bars(connection, "CRWV", day, day, provider="p")
        assert (held.close, held.is_final, held.quality) == (97.5, True, Quality.OK)
        assert bars_state(connection) == (1, datetime(2026, 7, 1, 21, tzinfo=UTC))


def test_the_newest_migration_leads_back_too(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{tmp_path / 'newsimpact.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        before = {name: inspect(connection).get_columns(name) for name in inspect(connection).get_table_names()}
        command.upgrade(config, HEAD)
        command.downgrade(config, "0005")
        tables = inspect(connection).get_table_names()
        assert {name: [c["name"] for c in inspect(connection).get_columns(name)] for name in tables} == {
            name: [c["name"] for c in columns] for name, columns in before.items()
        }
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "newsimpact.db"
    path.write_text("a shopping list, long enough to be read as a header" * 40)
    with pytest.raises(StoreError, match="cannot be used as a database"):
        open_store(path)


def test_a_database_of_a_newer_version_is_left_alone(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version \(schema 9999\)"):
        open_store(tmp_path / "deep" / "newsimpact.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreError, match="name another with --data"):
        open_store(tmp_path / "taken" / "newsimpact.db")


def test_an_exception_inside_a_transaction_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.write() as connection:
            connection.execute(pulse.insert().values(name="x", at=NOON, value=1))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        half()
    with store.read() as connection:
        assert connection.execute(select(pulse)).all() == []


def test_instants_come_back_aware_and_naive_ones_do_not_get_in(store: Store) -> None:
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="x", at=NOON, value=1))
        assert connection.execute(select(pulse.c.at)).scalar() == NOON
        with pytest.raises(Exception, match="no time zone") as caught:
            connection.execute(pulse.insert().values(name="y", at=NOON.replace(tzinfo=None), value=1))
    assert isinstance(caught.value.__cause__ or caught.value.orig, NaiveTime)  # type: ignore[attr-defined]
    assert Instant().process_result_value(None, store.engine.dialect) is None


def test_read_modify_write_from_four_threads_never_meets_a_locked_database(store: Store) -> None:
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="n", at=NOON, value=0))
    failures: list[Exception] = []

    def count() -> None:
        for _ in range(25):
            try:
                with store.write() as connection:
                    value = connection.execute(select(pulse.c.value)).scalar()
                    connection.execute(pulse.update().values(value=value + 1))
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as connection:
        assert connection.execute(select(pulse.c.value)).scalar() == 100


def test_syncing_touches_only_what_differs(store: Store) -> None:
    def rows(**values: int) -> list[dict[str, object]]:
        return [{"name": name, "at": NOON, "value": value} for name, value in values.items()]

    with store.write() as connection:
        assert sync_rows(connection, pulse, {}, rows(a=1, b=2)) == 2
        assert sync_rows(connection, pulse, {}, rows(a=1, b=2)) == 0
        assert sync_rows(connection, pulse, {}, rows(b=3, c=4)) == 3  # a gone, b changed, c new
        assert {r.name: r.value for r in connection.execute(select(pulse))} == {"b": 3, "c": 4}


def test_syncing_inside_a_scope_leaves_the_rest(store: Store) -> None:
    with store.write() as connection:
        connection.execute(pulse.insert(), [{"name": n, "at": NOON, "value": 1} for n in "ab"])
        sync_rows(connection, pulse, {"name": "a"}, [])
        assert connection.execute(select(pulse.c.name)).scalars().all() == ["b"]


def test_derived_tables_are_emptied_children_first() -> None:
    order = {table.name: place for place, table in enumerate(DERIVED)}
    for table in DERIVED:
        for key in table.foreign_keys:
            parent = key.column.table.name
            assert parent not in order or order[table.name] < order[parent]


def test_a_backup_is_a_whole_database(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="x", at=NOON, value=1))
    target = tmp_path / "copy.db"
    assert back_up(tmp_path / "deep" / "newsimpact.db", target) == target.stat().st_size
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT name FROM pulse").fetchall() == [("x",)]


@pytest.mark.parametrize("name", ["a b", "why?", "why?mode=memory", "100%", "50%25", "#1", "Börse", "file:x"])
def test_a_database_may_lie_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "newsimpact.db"
    store = open_store(path)
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="daemon", at=NOON, value={"pid": 7}))
    assert path.is_file()
    assert read_status(path).daemon == {"pid": 7}
    back_up(path, tmp_path / name / "copy.db")
    assert read_status(tmp_path / name / "copy.db").daemon == {"pid": 7}
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_database_may_be_named_by_a_path_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store(Path("what?/newsimpact.db")).close()
    assert read_status(Path("what?/newsimpact.db")).daemon_at is None
    assert back_up(Path("what?/newsimpact.db"), Path("copy.db")) > 0


def test_a_database_may_be_named_by_an_address(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/newsimpact.db")
    with store.read() as connection:
        assert connection.execute(select(pulse)).all() == []
    (tmp_path / "broken.db").write_text("a shopping list, long enough to be read as a header" * 40)
    with pytest.raises(StoreError, match=r"sqlite:///.*/broken\.db: cannot be used as a database"):
        open_store(f"sqlite:///{tmp_path}/broken.db")


def test_a_database_that_may_only_be_read_is_read_copied_and_not_changed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep" / "newsimpact.db"
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="daemon", at=NOON, value={"pid": 7}))
    store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    # The rights themselves bind nobody who runs the tests as root.
    monkeypatch.setattr("os.access", lambda *_: False)
    again = open_store(path)
    with again.read() as connection:
        assert connection.execute(select(pulse.c.value)).scalar() == {"pid": 7}
    with pytest.raises(OperationalError, match="readonly"), again.write() as connection:
        connection.execute(pulse.delete())
    assert read_status(path).daemon == {"pid": 7}
    assert back_up(path, tmp_path / "copy.db") > 0
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing is made beside it"


def test_changes_beside_a_database_that_may_only_be_read_are_read_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep" / "newsimpact.db"
    with store.write() as connection:
        connection.execute(pulse.insert().values(name="daemon", at=NOON, value={"pid": 7}))
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "immutable" not in reading_uri(path)
    with open_store(path).read() as connection:
        assert connection.execute(select(pulse.c.value)).scalar() == {"pid": 7}


def test_a_backup_that_failed_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    path, target = tmp_path / "newsimpact.db", tmp_path / "copy.db"
    path.write_text("a shopping list, long enough to be read as a header" * 40)
    with pytest.raises(StoreError, match=r"newsimpact\.db: cannot be copied to .*copy\.db"):
        back_up(path, target)
    assert not target.exists()


def test_a_backup_overwrites_nothing_and_needs_a_database(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        back_up(tmp_path / "deep" / "newsimpact.db", tmp_path / "copy.db")
    with pytest.raises(StoreError, match="no database"):
        back_up(tmp_path / "nothing.db", tmp_path / "other.db")
    with pytest.raises(StoreError, match="cannot be copied"):
        back_up(tmp_path / "deep" / "newsimpact.db", tmp_path / "no" / "folder.db")


def test_every_column_says_what_it_holds() -> None:
    silent = [f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if not c.comment]
    assert silent == []
    assert all(table.comment for table in metadata.sorted_tables)
    assert story.comment
