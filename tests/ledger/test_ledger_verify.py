"""Published files: the layout, writing in steps, and that no change passes the stand-alone verifier."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_book import ORIGIN, Book, make_book

from tenprint.errors import LedgerError
from tenprint.ledger import checkpoint, log, tiles, verify
from tenprint.ledger.leaf import encode, leaf_hash
from tenprint.ledger.tree import Tree

SIZES = [3, 40, 256, 300, 530]
STAND_ALONE = Path(verify.__file__)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 530 leaves written at each of five checkpoints; copied before it is altered."""
    base = tmp_path_factory.mktemp("published")
    book = make_book(base / "log.db")
    book.fill(SIZES, base / "log")
    book.engine.dispose()
    return base / "log"


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """A copy to alter."""
    return Path(shutil.copytree(published, tmp_path / "copy"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def split(bundle: bytes) -> list[bytes]:
    """Entries of a bundle."""
    entries = []
    while bundle:
        end = 2 + int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2:end])
        bundle = bundle[end:]
    return entries


def join(entries: list[bytes]) -> bytes:
    """A bundle of entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def test_files_are_those_of_the_layout(published: Path, tmp_path: Path) -> None:
    book = Book(None, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))  # type: ignore[arg-type]  # leaves only
    found = contents(published)
    assert sorted(found) == sorted(
        ["checkpoint", "vkey", "tile/0/000", "tile/0/001", "tile/0/002.p/18", "tile/entries/000"]
        + ["tile/entries/001", "tile/entries/002.p/18", "tile/1/000.p/1", "tile/1/000.p/2"]
        + [f"checkpoints/{size}" for size in SIZES]
    )
    tree = Tree(leaf_hash(encode(book.leaf(number))) for number in range(530))
    assert found["tile/0/001"] == b"".join(tree.node(0, index) for index in range(256, 512))
    assert found["tile/1/000.p/2"] == tree.node(8, 0) + tree.node(8, 1)
    assert split(found["tile/entries/002.p/18"]) == [encode(book.leaf(number)) for number in range(512, 530)]
    for size in SIZES:
        kept = checkpoint.verify(found[f"checkpoints/{size}"].decode(), found["vkey"].decode())
        assert (kept.size, kept.root) == (size, tree.root(size))
    assert found["checkpoint"] == found["checkpoints/530"]


def test_written_in_steps_equals_written_at_once(published: Path, tmp_path: Path) -> None:
    book = make_book(tmp_path / "log.db")
    book.fill(SIZES)
    assert book.write(tmp_path / "once") == 530
    assert contents(tmp_path / "once") == contents(published)
    book.engine.dispose()


def test_a_second_level_and_many_checkpoints(book: Book, tmp_path: Path) -> None:
    book.fill([1, 255, 257, 1000])
    bodies = [str(number).encode() for number in range(69_000)]
    rows = [{"body": body, "leaf_hash": leaf_hash(body), "kind": "received", "at": ""} for body in bodies]
    with book.engine.begin() as connection:
        connection.execute(log.LEAF.insert(), rows)
    book.sequence()
    book.sign()
    assert book.write(tmp_path / "log") == 70_000
    base = tmp_path / "log" / "tile"
    widths = [
        (base / name).stat().st_size // 32 for name in ("0/273.p/112", "1/001.p/17", "2/000.p/1", "1/000")
    ]
    assert widths == [112, 17, 1, 256], "the example of the specification"
    result = verify.verify(tmp_path / "log")
    assert (result.size, result.verified, result.faults) == (70_000, True, [])


def test_a_crash_anywhere_in_writing_is_made_good(book: Book, tmp_path: Path) -> None:
    """Goal: after each interrupted write a reader sees a log that holds; the next write completes it."""
    original, budget = tiles._replace, [0]

    def failing(path: Path, data: bytes) -> None:
        if budget[0] == 0:
            raise OSError("disk full")
        budget[0] -= 1
        original(path, data)

    book.fill([200], tmp_path / "start")
    book.fill([300, 800])
    for steps in range(100):
        folder = Path(shutil.copytree(tmp_path / "start", tmp_path / f"log{steps}"))
        budget[0] = steps
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tiles, "_replace", failing)
            try:
                assert book.write(folder) == 800
                break
            except OSError:
                assert verify.verify(folder).faults == []
        assert book.write(folder) == 800
        assert contents(folder) == contents(tmp_path / "log0")
        assert verify.verify(folder).faults == []
    assert 10 < steps < 99


def test_nothing_signed_writes_nothing(book: Book, tmp_path: Path) -> None:
    assert book.write(tmp_path / "log") == 0
    assert not (tmp_path / "log").exists()


def test_another_logs_folder_is_refused(book: Book, folder: Path, tmp_path: Path) -> None:
    other = make_book(tmp_path / "other.db")
    other.key = Ed25519PrivateKey.generate()
    other.fill([600])
    with pytest.raises(LedgerError, match="key of another"):
        other.write(folder)
    book.fill([600])
    with pytest.raises(LedgerError, match="530 leaves"):
        book.write(folder)
    other.engine.dispose()


def test_an_altered_body_in_the_store_is_not_published(book: Book, tmp_path: Path) -> None:
    book.fill([5])
    with book.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ledger_leaf SET body = x'7b7d' WHERE \"index\" = 3")
    with pytest.raises(LedgerError, match="leaf 3"):
        book.write(tmp_path / "log")


def test_untouched_log_holds(published: Path) -> None:
    result = verify.verify(published)
    noted = checkpoint.parse((published / "checkpoint").read_text())
    assert (result.size, result.root, result.verified, result.faults) == (530, noted.root.hex(), True, [])


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_of_any_entry_is_found_and_named(published: Path, data: st.DataObject) -> None:
    """The 530 leaves lie in three bundles; each byte of a leaf or of its length counts."""
    path = published / data.draw(
        st.sampled_from(["tile/entries/000", "tile/entries/001", "tile/entries/002.p/18"])
    )
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    at, index = 0, int(path.relative_to(published).parts[2][:3]) * 256
    while (end := at + 2 + int.from_bytes(whole[at : at + 2], "big")) <= place:
        at, index = end, index + 1
    try:
        path.write_bytes(changed)
        result = verify.verify(published)
    finally:
        path.write_bytes(whole)
    assert not result.verified
    assert any(fault.startswith(f"leaf {index}:") for fault in result.faults)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_of_any_file_is_found(published: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(contents(published))))
    path = published / name
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        path.write_bytes(changed)
        result = verify.verify(published)
    finally:
        path.write_bytes(whole)
    assert not result.verified and result.faults


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_dropped_swapped_doubled_and_added_leaves_are_found(published: Path, data: st.DataObject) -> None:
    path = published / data.draw(st.sampled_from(["tile/entries/000", "tile/entries/002.p/18"]))
    whole = path.read_bytes()
    entries = split(whole)
    one, other = data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True))
    first = int(path.relative_to(published).parts[2][:3]) * 256
    act = data.draw(st.sampled_from(["drop", "swap", "double", "add"]))
    if act == "drop":
        del entries[one]
    elif act == "swap":
        entries[one], entries[other] = entries[other], entries[one]
    elif act == "double":
        entries[one] = entries[other]
    else:
        entries.insert(one, b"{}")
    try:
        path.write_bytes(join(entries))
        result = verify.verify(published)
    finally:
        path.write_bytes(whole)
    assert not result.verified
    said = "\n".join(result.faults)
    if act in ("drop", "double"):
        assert f"leaf {first + one}: altered or removed" in said
    elif act == "swap":
        low, high = sorted((first + one, first + other))
        assert f"leaves {low} to {high}: 2 entries" in said
    else:
        assert f"expected {len(entries) - 1} leaves, found {len(entries)}" in said


@pytest.mark.parametrize("name", ["tile/0/000", "tile/1/000.p/2", "tile/entries/001", "vkey", "checkpoint"])
def test_a_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()
    result = verify.verify(folder)
    assert not result.verified
    assert any(fault.startswith(name) for fault in result.faults)


def test_a_foreign_file_is_found(folder: Path) -> None:
    (folder / "tile" / "0" / "notes.txt").write_text("x")
    assert verify.verify(folder).faults == ["tile/0/notes.txt: not a file of the layout"]


def rewrite(folder: Path, entries: list[bytes]) -> None:
    """Write all tiles and bundles anew over other leaves, as one who hides a change would."""
    tree = Tree(leaf_hash(entry) for entry in entries)
    shutil.rmtree(folder / "tile")
    for level in (0, 1):
        count = len(entries) >> (8 * level)
        for start in range(0, count, 256):
            end = min(start + 256, count)
            name = tiles.tile_name(start // 256, end - start)
            files = {f"tile/{level}/{name}": b"".join(tree.node(8 * level, at) for at in range(start, end))}
            if level == 0:
                files[f"tile/entries/{name}"] = join(entries[start:end])
            for path, data in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)


def all_entries(folder: Path) -> list[bytes]:
    """Every leaf in order."""
    names = ["000", "001", "002.p/18"]
    return [entry for name in names for entry in split((folder / "tile" / "entries" / name).read_bytes())]


def test_a_history_rewritten_throughout_is_found_and_narrowed_down(folder: Path) -> None:
    """Method: alter leaf 270 and every hash over it; only signatures made before can tell."""
    entries = all_entries(folder)
    entries[270] = entries[270].replace(b"MA0130100", b"MA0130199")
    rewrite(folder, entries)
    faults = verify.verify(folder).faults
    assert any("signed root" in fault for fault in faults)
    assert any("first change lies in leaves 256 to 299" in fault for fault in faults)


def test_the_log_rewritten_and_signed_anew_is_found_by_what_was_kept(folder: Path, tmp_path: Path) -> None:
    """Even the holder of the key cannot change what somebody else kept the checkpoint of."""
    kept = tmp_path / "kept-in-2011"
    shutil.copy(folder / "checkpoints" / "300", kept)
    vkey = (folder / "vkey").read_text()
    entries = all_entries(folder)
    entries[270] = entries[270].replace(b"MA0130100", b"MA0130199")
    rewrite(folder, entries)
    shutil.rmtree(folder / "checkpoints")
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    root = Tree(leaf_hash(entry) for entry in entries).root()
    (folder / "checkpoint").write_text(checkpoint.sign(key, ORIGIN, 530, root).note)
    assert verify.verify(folder, vkey).verified, "the folder alone cannot tell"
    result = verify.verify(folder, vkey, [kept])
    assert not result.verified
    assert "first change lies in leaves 0 to 299" in result.faults[0]


def test_a_shortened_log_is_found(folder: Path) -> None:
    shutil.copy(folder / "checkpoints" / "300", folder / "checkpoint")
    faults = verify.verify(folder).faults
    assert faults == ["checkpoints/530: signed for 530 leaves, the log has only 300"]


def test_a_forged_immense_size_ends_soon(folder: Path) -> None:
    key = Ed25519PrivateKey.generate()
    (folder / "checkpoint").write_text(checkpoint.sign(key, ORIGIN, 10**18, bytes(32)).note)
    faults = verify.verify(folder).faults
    assert "checkpoint: no signature by the log's key" in faults


def test_a_key_from_elsewhere_decides(folder: Path) -> None:
    other = checkpoint.verifier_key(Ed25519PrivateKey.generate(), ORIGIN)
    faults = verify.verify(folder, other).faults
    assert faults[0] == "checkpoint: no signature by the log's key"
    with pytest.raises(verify.NotALog, match="key given"):
        verify.verify(folder, "nonsense")


def test_an_empty_log_holds(book: Book, tmp_path: Path) -> None:
    book.fill([0], tmp_path / "log")
    result = verify.verify(tmp_path / "log")
    assert (result.size, result.verified) == (0, True)


def test_a_changed_signing_key_keeps_the_old_checkpoints_readable(book: Book, tmp_path: Path) -> None:
    book.fill([5], tmp_path / "log")
    book.key = Ed25519PrivateKey.generate()
    book.fill([9], tmp_path / "log")
    assert len((tmp_path / "log" / "vkey").read_text().splitlines()) == 2
    assert verify.verify(tmp_path / "log").faults == []


def test_verifier_needs_the_standard_library_only() -> None:
    found = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(STAND_ALONE.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in found} <= set(sys.stdlib_module_names)


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier as a copied file, without this package or any other."""
    command = [sys.executable, "-I", "-S", cwd / "verify.py", *arguments]
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=cwd
    )


def test_the_copied_file_runs_as_a_program(folder: Path, tmp_path: Path) -> None:
    shutil.copy(STAND_ALONE, tmp_path / "verify.py")
    vkey = (folder / "vkey").read_text().strip()
    good = run(folder, "--vkey", vkey, "--checkpoint", folder / "checkpoints" / "40", cwd=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert "Leaves: 530" in good.stdout and "holds" in good.stdout
    path = folder / "tile" / "entries" / "000"
    path.write_bytes(path.read_bytes().replace(b"MA0130100", b"MA0130199", 1))
    bad = run(folder, cwd=tmp_path)
    assert bad.returncode == 1 and "- leaf 0: altered or removed" in bad.stdout
    assert run(tmp_path / "nowhere", cwd=tmp_path).returncode == 2
    assert run(folder, "--vkey", "x", cwd=tmp_path).returncode == 2
    assert run(folder, "--checkpoint", path, cwd=tmp_path).returncode == 2
    assert run(cwd=tmp_path).returncode == 2
