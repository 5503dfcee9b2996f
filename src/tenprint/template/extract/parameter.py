"""Every tuning constant of the classical extractor, in the order in which the pipeline uses them.

Lengths are pixels at 500 ppi. What each was tuned on, and what was tried, is in docs/tuning/classical.md. Those of
normalising, orientation, foreground, filter, vortices and evidence saw the odd-numbered fingers (101, 103, 105, 107,
109) of FVC2002 DB1 B and DB3 B and FVC2004 DB1 B and DB3 B, those pictures worn artificially, and synthetic prints of
four devices. The even-numbered fingers were looked at to report, with two older exceptions: ``RIDGE_SHARE_ROLLED``
and ``RULE_LENGTH_PX`` were set with figures of all fingers in view. The ten rolled prints of NIST's reference card were
looked at for ruled lines, lettering and the next joint. Period, ruled lines and skeleton are as in classical-1, which
was tuned on the odd-numbered fingers of FVC2002 DB1 B and FVC2004 DB1 B.
"""

# Grid: orientation, period, clarity and mask are held per square cell of this side.
CELL_PX = 4  # the kernel of the contextual filter is written for this value
IMAGE_SIDE_MIN = 32  # smaller pictures cannot show two ridges around a minutia

# Normalise: local mean and deviation.
LOCAL_SIGMA_PX = 12.0
DEVIATION_FLOOR = 2.0  # grey levels; keeps blank paper from being blown up to full contrast
NORMAL_LIMIT = 2.5  # deviations

# Ruled lines.
RULE_DARKNESS = 0.5  # local deviations
RULE_LENGTH_PX = 400  # a box of a ten-print card is 750 pixels and more
RULE_MARGIN_PX = 2

# Orientation: structure tensor.
GRADIENT_SIGMA_PX = 1.0
TENSOR_SIGMA_PX = 9.0
FLOW_SIGMA_PX = 7.0  # second smoothing, weighted by coherence

GRADIENT_POWER_FLOOR = 1e-3

# Segment: where there are ridges.
SEGMENT_SIGMA_PX = 8.0
CONTRAST_SHARE = 0.08  # of the strong contrast of this picture
CONTRAST_PERCENTILE = 95.0
CONTRAST_MIN = 3.0  # grey levels, deviation
COHERENCE_MIN = 0.15
MASK_CLOSE_PX = 24
MASK_OPEN_PX = 24
MASK_AREA_SHARE_MIN = 0.15  # of the largest region

# Ridge period: spectrum of the signature across the ridges.
PERIOD_CELL_STEP = 4  # cells between two estimates
SIGNATURE_SIGMA_PX = 1.0  # takes off pixel noise
SIGNATURE_HALF_LENGTH = 20  # pixels across the ridges, each side
SIGNATURE_HALF_WIDTH = 6  # pixels along the ridges, each side
PERIOD_MIN_PX = 5.0
PERIOD_MAX_PX = 16.0
PERIOD_COUNT = 16  # candidates, geometric
PERIOD_SIGMA_PX = 24.0
PERIOD_DEFAULT_PX = 9.0
PERIOD_PRIOR_WEIGHT = 0.02  # of the usual period, where a spectrum's peak holds about 0.3

# Enhance: contextual Gabor filter.
ORIENTATION_COUNT = 64
FILTER_RADIUS_PX = 12
SIGMA_ALONG_PX = 6.0
SIGMA_ACROSS_PERIODS = 0.5  # of the ridge period

# Foreground again, now that ridges stand out.
RIDGE_SIGMA_PX = 8.0
RIDGE_PERCENTILE = 75.0
RIDGE_SHARE = 0.3
RIDGE_SHARE_ROLLED = 0.45  # a card has lettering, and the next joint of the finger
ROLLED_AREA_MIN_PX = 200_000  # foreground of a rolled print
RIDGE_OPEN_PX = 32

# Clarity: how much of the picture the enhanced ridges explain.
CLARITY_SIGMA_PX = 8.0
POWER_FLOOR = 0.02  # of the normalised picture, square deviations

# Binarise.
ISLAND_AREA_MAX = 40  # ridge pixels that stand alone
HOLE_AREA_MAX = 20  # pores and lakes

# Skeleton.
SPUR_LENGTH_MAX = 9
FRAGMENT_LENGTH_MAX = 14

# Vortices.
CANCEL_PERIODS = 0.5  # opposite vortices nearer than this are one disturbance
KIND_PERIODS = 0.35  # how far from the vortex one asks whether a ridge or a valley begins there

# Evidence.
RING_NEAR_PERIODS = 0.5
RING_PERIODS = 0.9
RING_FAR_PERIODS = 1.4
NEIGHBOUR_FAR_PERIODS = 3.0
BORDER_FAR_PX = 40.0
CROWD_PX = 25.0

# Confidence: printed by scripts/fit_confidence.py from 21,582 candidates, 9,799 true, of 352 pictures: 24 of each
# device, typical and hard, by `tenprint sim prints --subjects 3 --fingers 2,4,7,9 --contact plain --seed 72` with the
# generator's truth; and the odd-numbered fingers of all four FVC sets, where true is what the network found too.
# Reliability, share true where the mean probability is 0.19, 0.39, 0.61, 0.82, 0.97: capacitive typical 0.14, 0.28,
# 0.46, 0.80, 0.97; FVC2002 DB1 B 0.36, 0.66, 0.81, 0.94, 0.99; FVC2004 DB3 B 0.11, 0.24, 0.46, 0.69, 0.96.
CONFIDENCE_BIAS = -5.8431
CONFIDENCE_WEIGHTS = (2.7124, 6.8992, 1.7735, 0.7569, 1.5464, 2.1417, -0.6814, -0.4754)

# Choice.
QUALITY_MIN = 10
QUALITY_SURE = 90  # where a template is full, it is the inner ones of these that stay
MINUTIA_COUNT_MAX = 128
MINUTIA_COUNT_MAX_ROLLED = 200
