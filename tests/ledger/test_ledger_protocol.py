"""The protocol's page says what the code does."""

import hashlib
import re
import subprocess
from pathlib import Path

from ledger_book import Book

from tenprint.ledger.leaf import LEAF_KINDS, encode, leaf_hash

PAGE = (Path(__file__).parents[2] / "docs" / "protocols" / "PR-LEDGER.md").read_text()


def test_every_kind_of_leaf_is_on_the_page_with_its_meaning() -> None:
    table = PAGE.partition("| kind | meaning |")[2].partition("\n\n")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.M)) == dict(LEAF_KINDS)


def test_every_key_of_a_leaf_is_on_the_page(book: Book) -> None:
    table = PAGE.partition("| key | value |")[2].partition("\n\n")[0]
    keys = re.findall(rb'"(\w+)":', encode(book.leaf(1)).replace(b'"number":1', b""))
    assert re.findall(r"^\| `(\w+)`", table, re.M) == [key.decode() for key in keys]


def test_checking_by_hand_works_as_written(book: Book, tmp_path: Path) -> None:
    """Run the page's shell lines; both must print the hash of the first leaf."""
    book.fill([300], tmp_path)
    commands = PAGE.partition("By hand,")[2].split("```")[1]
    done = subprocess.run(["bash", "-ec", commands], cwd=tmp_path, capture_output=True, text=True, check=True)
    expected = leaf_hash(encode(book.leaf(0))).hex()
    assert re.findall(r"[0-9a-f]{64}", done.stdout) == [expected, expected]
    assert expected == hashlib.sha256(b"\0" + encode(book.leaf(0))).hexdigest()
