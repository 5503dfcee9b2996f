"""The report of a fit: figures, tables of distances, and the scores of pairs of pictures and of the model."""

from pathlib import Path

from tenprint.sim.gallery.extraction_pairing import Sample, paired
from tenprint.sim.gallery.fit_figures import distances, table, write_figures
from tenprint.sim.gallery.minutiae_model import Fit
from tenprint.sim.gallery.model_sample import see_model

_SEED = 90_000
"""Of the model's fingers in reports: others than those the fit was corrected by."""


def report(fit: Fit, samples: dict[str, Sample], figures: Path | None) -> list[str]:
    """Lines of Markdown: a table of distances for each kind; figures too where a folder is given.

    Args:
        fit: a fit.
        samples: of pictures, by kind.
        figures: folder, made where it is not there.
    """
    lines: list[str] = []
    for kind, sample in samples.items():
        model = paired(list(see_model(fit, kind, seed=_SEED, subjects=max(sample.pictures // 2, 1))))
        lines += [*table(kind, distances(sample, model)), ""]
        if figures is not None:
            write_figures(kind, sample, model, figures)
    if figures is not None:
        (figures / "minutiae-fit.md").write_text("\n".join(lines), encoding="utf-8")
    return lines
