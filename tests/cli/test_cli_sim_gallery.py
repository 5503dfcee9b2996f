"""``sim gallery``: shapes and exit statuses."""

from pathlib import Path

from command_line import CommandLine

from tenprint.sim.gallery.unpictured_file import read_gallery


def test_a_gallery_is_made_and_its_figures_printed(tenprint: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "gallery.npz"
    done = tenprint("sim", "gallery", "--subjects", 3, "--impressions", 2, "--out", out, "--json")
    assert done.status == 0
    assert (done.json["subjects"], done.json["templates"], done.json["pictures"]) == (3, 60, 0)
    assert len(list(read_gallery(out))) == 6


def test_no_subjects_and_a_folder_that_is_not_there_are_refused(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    assert tenprint("sim", "gallery", "--subjects", 0, "--out", tmp_path / "a.npz").status == 2
    refused = tenprint("sim", "gallery", "--subjects", 1, "--out", tmp_path / "no" / "a.npz")
    assert refused.status == 2
    assert "expected to write" in refused.err
    assert tenprint("sim", "gallery", "--subjects", 1, "--out", tmp_path).status == 2
    assert tenprint("sim", "gallery", "--subjects", 1, "--seed", -1, "--out", tmp_path / "a.npz").status == 2
    assert not list(tmp_path.iterdir())


def test_a_fit_that_could_not_be_written_is_not_begun(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("sim", "fit", "--fingers", 3, "--out", tmp_path / "no" / "fit.yaml")
    assert (done.status, done.out) == (2, "")
    assert "expected to write" in done.err
