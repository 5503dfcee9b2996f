"""Fit the whole minutiae-only model anew: pictures of every kind, the extractor on them, fingers and impressions."""

from collections.abc import Callable

from tenprint.sim.gallery import extraction_sample
from tenprint.sim.gallery.extraction_fit import correct, fit_impression
from tenprint.sim.gallery.extraction_pairing import Sample, paired
from tenprint.sim.gallery.extraction_sample import style_of
from tenprint.sim.gallery.finger_fit import FingerSeen, fit_finger, see_master
from tenprint.sim.gallery.minutiae_model import Fit, FitHeader, ImpressionModel, size_of
from tenprint.sim.gallery.model_sample import see_model
from tenprint.sim.skin.master import GENERATOR, MasterSize

KINDS = ("plain-typical", "plain-hard", "rolled-typical")
"""Kinds of impression that are fitted."""
CORRECTIONS = 4
TRIED = 200
"""Least fingers of the model that a correction is measured on."""

Progress = Callable[[str, int, int], None]


def fit_all(
    fingers: int, seed: int, *, kinds: tuple[str, ...] = KINDS, progress: Progress | None = None
) -> tuple[Fit, dict[str, Sample]]:
    """Fit everything.

    Args:
        fingers: masters of each size; two impressions of each are made of every kind, of rolled ones a third as many.
        seed: of the sample.
        kinds: of impression.
        progress: called with a kind, fingers done and fingers in all.

    Returns:
        The fit, and the samples of pictures that it was made from.
    """
    from tenprint.template.extract.pipeline import EXTRACTOR

    samples: dict[str, Sample] = {}
    seen: dict[MasterSize, list[FingerSeen]] = {}
    for kind in kinds:
        samples[kind], counted = look(kind, fingers, seed, progress)
        seen.setdefault(size_of(kind), counted)
    header = FitHeader(
        GENERATOR, EXTRACTOR, fingers, seed, {kind: sample.pictures for kind, sample in samples.items()},
        {kind: len(sample.true.x) for kind, sample in samples.items()},
    )  # fmt: skip
    models = {size: fit_finger(counted, size, seed) for size, counted in seen.items()}
    fit = Fit(header, models, {})
    for kind, sample in samples.items():
        fit.impressions[kind] = _fitted(fit, kind, sample, seed)
    return fit, samples


def look(
    kind: str, fingers: int, seed: int, progress: Progress | None = None
) -> tuple[Sample, list[FingerSeen]]:
    """Sample of pictures of one kind, and what is counted on its masters; arguments as for ``fit_all``."""
    count = max(fingers // 3, 1) if kind.startswith("rolled") else fingers
    impressions, counted = [], []
    for number, master, drawn in extraction_sample.masters(kind, count, seed):
        counted.append(see_master(master, drawn))
        impressions += [extraction_sample.see(number, master, drawn, kind, k) for k in (0, 1)]
        if progress is not None:
            progress(kind, number + 1, count)
    return paired(impressions), counted


def _fitted(fit: Fit, kind: str, sample: Sample, seed: int) -> ImpressionModel:
    """Model of one kind: what can be read off, then corrected by what comes out."""
    style = style_of(kind)
    model = fit_impression(sample, (style.width, style.height))
    for step in range(CORRECTIONS):
        trial = Fit(fit.header, fit.fingers, {kind: model})
        came = paired(
            list(see_model(trial, kind, seed=seed + step, subjects=max(sample.pictures // 2, TRIED)))
        )
        model = correct(model, sample, came)
    return model
