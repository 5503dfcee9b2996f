"""Score files: read back as written, aligned with another engine's whatever its order, refused where they cannot be."""

from pathlib import Path

import numpy as np
import pytest
from score_sets import random_scores

from tenprint.errors import BadInput
from tenprint.match.evaluation.assessment import judge_peers, pooled_peers, read_peers
from tenprint.match.evaluation.score_file import aligned, read_scores, require_place, rows_of, write_scores
from tenprint.match.evaluation.score_set import pool, score_set
from tenprint.match.evaluation.scores_content import engine_and_sets, judge_files


def test_scores_are_read_back_to_the_last_digit(tmp_path: Path) -> None:
    scores = random_scores(1)
    write_scores(tmp_path / "s.txt", rows_of(scores))
    again = read_scores(tmp_path / "s.txt")
    assert again.scores.tolist() == scores.scores.tolist()
    assert list(rows_of(again)) == list(rows_of(scores))
    assert [path.name for path in tmp_path.iterdir()] == ["s.txt"]


@pytest.mark.parametrize("name", ["anna left", "50%20", "a\u00a0b", "x_y", "Ünal", "a%b", "tab\there"])
def test_any_name_before_the_last_underscore_stays_one_word(tmp_path: Path, name: str) -> None:
    rows = [(f"{name}_1", f"{name}_2", 1.5), (f"{name}_1", "other_1", 0.25)]
    write_scores(tmp_path / "s.txt", rows)
    assert all(len(line.split()) == 3 for line in (tmp_path / "s.txt").read_text().splitlines())
    found = read_scores(tmp_path / "s.txt")
    assert list(rows_of(found)) == rows
    assert found.fingers == (name, "other")


def test_another_engines_order_does_not_matter(tmp_path: Path) -> None:
    ours = random_scores(1)
    rng = np.random.default_rng(2)
    rows = [(b, a, s + 100) if rng.random() < 0.5 else (a, b, s + 100) for a, b, s in rows_of(ours)]
    order = rng.permutation(len(rows))
    write_scores(tmp_path / "peer.txt", [rows[place] for place in order])
    found = aligned(read_scores(tmp_path / "peer.txt"), ours, tmp_path / "peer.txt")
    assert np.allclose(found.scores, ours.scores + 100)
    assert (found.probe == ours.probe).all()


def test_a_peer_with_other_pairs_is_refused_with_the_first(tmp_path: Path) -> None:
    ours = random_scores(1)
    rows = list(rows_of(ours))
    path = tmp_path / "peer.txt"
    write_scores(path, [*rows[:4], *rows[6:]])
    first = " ".join(sorted(rows[4][:2]))
    with pytest.raises(BadInput, match=rf"peer.txt: .* lacks {first} \(2 lacking, 0 that are not ours\)"):
        aligned(read_scores(path), ours, path)
    write_scores(path, [*rows, ("101_1", "999_1", 0.0)])
    with pytest.raises(BadInput, match=r"also has 101_1 999_1 \(0 lacking, 1 that are not ours\)"):
        aligned(read_scores(path), ours, path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "found none"),
        ("101_1 101_2\n", "line 1: expected PROBE CANDIDATE SCORE"),
        ("101_1 101_2 high\n", "line 1: expected PROBE"),
        ("101_1 101_2 nan\n", "line 1: expected PROBE"),
        ("101_1 101_2 1\n\n101 101_3 1\n", "line 3: expected a name FINGER_IMPRESSION, found '101'"),
        ("101_1 101_2 1\n101_2 101_1 2\n", "line 2: expected each pair once, found 101_2 101_1 again"),
        ("101_1 101_1 1\n", "line 1: expected each pair once"),
    ],
)
def test_lines_of_another_form_are_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "s.txt"
    path.write_text(text)
    with pytest.raises(BadInput, match=why):
        read_scores(path)


def test_bytes_and_folders_are_no_scores(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(BadInput, match="line 1"):
        read_scores(tmp_path / "s.txt")
    with pytest.raises(BadInput, match="cannot be read"):
        read_scores(tmp_path)


def test_a_place_that_cannot_be_written_is_refused_first(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="into a folder that is there"):
        require_place(tmp_path / "no" / "s.txt")
    with pytest.raises(BadInput, match="found a folder of this name"):
        require_place(tmp_path)
    with pytest.raises(BadInput, match="cannot be written"):
        require_place(Path("/proc/scores.txt"))
    require_place(tmp_path / "s.txt")
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_whole_or_not_there(tmp_path: Path) -> None:
    def rows():
        yield ("1_1", "1_2", 1.0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_scores(tmp_path / "s.txt", rows())
    with pytest.raises(BadInput, match="cannot be written"):
        write_scores(Path("/proc/s.txt"), [("1_1", "1_2", 1.0)])
    assert list(tmp_path.iterdir()) == []


def written(folder: Path, name: str, seed: int) -> Path:
    write_scores(folder / f"{name}.txt", rows_of(random_scores(seed)))
    return folder / f"{name}.txt"


def test_peers_find_their_set_by_name_and_are_pooled_where_they_have_all(tmp_path: Path) -> None:
    sets = [random_scores(1, name="DB1_B"), random_scores(2, name="x_DB1_B")]
    files = [
        written(tmp_path, name, seed)
        for seed, name in enumerate(["nbis_DB1_B", "nbis_x_DB1_B", "afis_DB1_B"])
    ]
    peers = read_peers(files, sets, "all", "full")
    assert [one.engine for one in peers["DB1_B"]] == ["nbis", "afis"]
    assert [one.engine for one in peers["x_DB1_B"]] == ["nbis"]
    (pooled,) = pooled_peers(peers, "pooled", sets)
    assert pooled.engine == "nbis"
    assert pooled.scores.scores.tolist() == [
        *peers["DB1_B"][0].scores.scores,
        *peers["x_DB1_B"][0].scores.scores,
    ]
    judged = judge_peers(files, sets, pool("pooled", sets), "all", "full", draws=100)
    assert {name: len(found) for name, found in judged.items()} == {"DB1_B": 2, "x_DB1_B": 1, "pooled": 1}
    with pytest.raises(BadInput, match=r"ends with that of a set \(DB1_B, x_DB1_B\), found other.txt"):
        read_peers([written(tmp_path, "other", 3)], sets, "all", "full")


def test_peers_are_cut_to_the_fingers_and_protocol_of_ours(tmp_path: Path) -> None:
    found = judge_files(
        [written(tmp_path, "a", 1)],
        [written(tmp_path, "b", 2)],
        fingers="even",
        protocol="fvc",
        draws=100,
        seed=1,
    )
    (peer,) = found.peers["a"]
    assert (
        (peer.rates.mated, peer.rates.non_mated)
        == (6, 1)
        == (found.pooled.rates.mated, found.pooled.rates.non_mated)
    )


def test_several_files_are_judged_each_and_pooled(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"mine_{name}", seed) for seed, name in enumerate(["A", "B"])]
    found = judge_files(paths, [], draws=100, seed=1)
    assert [one.scores.name for one in found.sets] == ["A", "B"]
    assert found.pooled.rates.non_mated == sum(one.rates.non_mated for one in found.sets)
    with pytest.raises(BadInput, match="of different names, found a_b twice"):
        engine_and_sets(["a_b", "a_b"])


def test_scores_of_no_mates_are_refused(tmp_path: Path) -> None:
    pairs = np.array([(0, 1)], np.int32)
    write_scores(
        tmp_path / "s.txt", rows_of(score_set("s", ["1_1", "2_1"], pairs[:, 0], pairs[:, 1], np.ones(1)))
    )
    with pytest.raises(BadInput, match="s: expected mated and non-mated pairs, found 0 and 1"):
        judge_files([tmp_path / "s.txt"], [], draws=100, seed=1)
