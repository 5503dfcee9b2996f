"""``evaluate``, ``evaluate-scores``, ``bench accuracy``: shapes, exit statuses, and files whole or not there."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.match.evaluation.bootstrap import DRAWS


def test_evaluate_writes_every_pair_and_prints_the_contract(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    scores = tmp_path / "scores.txt"
    done = tenprint("evaluate", prints, "--scores", scores, "--jobs", 1, "--json")
    assert done.status == 0
    found = done.json
    assert found.keys() >= {
        "images",
        "extractor",
        "eer",
        "fnmr_at_fmr",
        "ms_per_image",
        "comparisons_per_second",
    }
    assert found.keys() >= {"failed_to_extract"}
    assert found["fnmr_at_fmr"].keys() == {"0.01", "0.001", "0"}
    assert (found["images"], found["failed_to_extract"], found["eer"]) == (4, 0, 0.0)
    lines = [line.split() for line in scores.read_text().splitlines()]
    assert len(lines) == 6 and all(len(line) == 3 for line in lines)


def test_evaluating_an_empty_folder_exits_2(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("evaluate", tmp_path, "--scores", tmp_path / "scores.txt")
    assert done.status == 2
    assert str(tmp_path) in done.err


def test_scores_do_not_depend_on_the_number_of_processes(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    texts = []
    for jobs in (1, 2):
        done = tenprint("evaluate", prints, "--scores", tmp_path / "s.txt", "--jobs", jobs, "--json")
        assert done.status == 0
        texts.append((tmp_path / "s.txt").read_text())
    assert texts[0] == texts[1]


def test_everything_beside_is_in_the_json_and_drawn(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    store, scores = tmp_path / "templates", tmp_path / "mine.txt"
    first = tenprint("evaluate", prints, "--scores", scores, "--jobs", 1, "--templates", store, "--json").json
    found = tenprint(
        *("evaluate", prints, "--jobs", 1, "--templates", store, "--peer", scores, "--json"),
        *("--det", tmp_path / "det.svg", "--reject", tmp_path / "edc.svg"),
    ).json
    assert found["ms_per_image"] == first["ms_per_image"]
    assert (found["protocol"], found["fingers"], found["finger_count"]) == ("full", "all", 2)
    assert (found["mated_comparisons"], found["non_mated_comparisons"]) == (2, 4)
    assert found["extrapolated"] == ["0.01", "0.001", "0"]
    assert found["intervals"]["draws"] == DRAWS and found["intervals"]["level"] == 0.95
    assert "fingers" in found["intervals"]["method"]
    assert found["failures"]["fte"] == found["failures"]["fta"] == 0
    assert found["failures"]["completed"]["eer"] == found["eer"]
    (peer,) = found["peers"]
    assert peer["engine"] == "mine"
    assert peer["difference"] == {"eer": 0, "0.01": 0, "0.001": 0, "0": 0}
    assert peer["fnmr_at_fmr"] == found["fnmr_at_fmr"]
    assert "29794-1" in found["reject"]["method"]
    assert found["reject"]["dropped"][0]["impressions"] == 0
    assert all((tmp_path / name).read_text().startswith("<svg") for name in ("det.svg", "edc.svg"))
    text = tenprint("evaluate", prints, "--jobs", 1, "--templates", store, "--peer", scores)
    assert "extrapolated" in text.out and "beside mine" in text.out and "0 failed to extract" in text.out
    assert text.err == ""


def test_a_peer_of_other_pairs_is_refused_before_any_work(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    peer = tmp_path / "peer.txt"
    peer.write_text("1_1 1_2 3\n1_1 2_1 0\n")
    store = tmp_path / "templates"
    done = tenprint("evaluate", prints, "--peer", peer, "--templates", store)
    assert done.status == 2
    assert "peer.txt: expected scores of the same 6 pairs" in done.err
    assert "lacks 1_1 2_2 (4 lacking" in done.err
    assert not store.exists()


@pytest.mark.parametrize("option", ["--scores", "--det", "--reject"])
def test_a_file_that_cannot_be_written_is_refused_before_any_work(
    tenprint: CommandLine, prints: Path, tmp_path: Path, option: str
) -> None:
    store = tmp_path / "templates"
    done = tenprint("evaluate", prints, option, tmp_path / "absent" / "out", "--templates", store)
    assert done.status == 2
    assert "into a folder that is there" in done.err
    assert not store.exists()


def scores_file(path: Path, shift: float) -> Path:
    """Scores of three fingers with two impressions each; a mate fails where the shift is large."""
    names = [f"{finger}_{impression}" for finger in (1, 2, 3) for impression in (1, 2)]
    rows = []
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            score = 9.0 - 4 * shift * int(a[0]) if a[0] == b[0] else float(len(rows) % 5)
            rows.append(f"{a} {b} {score}")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_ready_scores_are_judged_alone(tenprint: CommandLine, tmp_path: Path) -> None:
    files = [scores_file(tmp_path / f"mine_{name}.txt", shift) for name, shift in (("A", 0.0), ("B", 1.0))]
    peers = [scores_file(tmp_path / f"peer_{name}.txt", 0.2) for name in ("A", "B")]
    done = tenprint("evaluate-scores", *files, "--peer", peers[0], "--peer", peers[1], "--json")
    assert done.status == 0
    found = done.json
    assert [one["set"] for one in found["sets"]] == ["A", "B"]
    assert found["mean"]["eer"] == sum(one["eer"] for one in found["sets"]) / 2
    assert found["sets"][0]["eer"] == 0
    assert [one["engine"] for one in found["peers"]] == ["peer"]
    assert found["sets"][1]["peers"][0]["difference"]["eer"] > 0
    text = tenprint("evaluate-scores", *files, "--peer", peers[0], "--det", tmp_path / "det.svg").out
    assert "mean of 2 sets" in text and "beside peer" in text
    assert (tmp_path / "det.svg").is_file()
    wrong = tenprint("evaluate-scores", tmp_path / "absent.txt")
    assert wrong.status == 2 and "absent.txt" in wrong.err


def test_the_table_of_accuracy_says_where_data_is_looked_for(
    tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TENPRINT_DATA", raising=False)
    done = tenprint("bench", "accuracy")
    assert done.status == 0 and "set TENPRINT_DATA" in done.out


def test_the_table_of_accuracy_has_ours_and_the_peers(
    tenprint: CommandLine, prints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = tmp_path / "data" / "fvc" / "synthetic_B"
    sets.mkdir(parents=True)
    for path in prints.iterdir():
        for finger in (0, 2):  # even numbers must be there, twice
            (sets / f"{int(path.stem[0]) + finger}{path.stem[1:]}.png").write_bytes(path.read_bytes())
    (tmp_path / "peers").mkdir()
    monkeypatch.setenv("TENPRINT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("tenprint.sim.bench.accuracy.installed", lambda: ["classical"])
    store = tmp_path / "templates"
    tenprint(
        "evaluate",
        sets,
        "--jobs",
        1,
        "--templates",
        store,
        "--scores",
        tmp_path / "peers" / "x_synthetic_B.txt",
    )
    done = tenprint("bench", "accuracy", "--jobs", 1, "--templates", store)
    assert done.status == 0
    assert done.out.count("| set | tenprint classical | x |") == 4
    rows = [line.split("|") for line in done.out.splitlines() if line.startswith("| synthetic_B")]
    assert all(row[2] == row[3] for row in rows[:4])
    assert len(rows) == 5
