"""Every tuning constant of the matcher, in the order in which a comparison meets it.

The names follow Cappelli, Ferrara, Maltoni, "Minutia Cylinder-Code: a new representation and matching
technique for fingerprint recognition", IEEE TPAMI 32(12), 2010, where a quantity is theirs.
"""

from math import pi

# --- Selection of minutiae (descriptor.py) --------------------------------------------------------

MINUTIAE_MAX = 160
"""Most minutiae of one template that take part, the best by quality; bounds time and memory. Count."""

QUALITY_UNKNOWN = 50
"""Quality taken for a minutia whose quality is 0, which in templates from elsewhere means unknown. 0 to 100."""

WEIGHT_MIN = 0.05
"""Weight of a minutia of the least quality; at quality 100 it is 1, between them straight. Share."""

# --- Cylinders (cylinder.py) ----------------------------------------------------------------------

CYLINDER_RADIUS_PX = 70.0
"""R: radius of the neighbourhood that a cylinder describes. Pixels at 500 ppi."""

CYLINDER_SIDE = 8
"""N_S: cells along the edge of a cylinder; 8 · 8 cells make one word of 64 bits a plane. Count."""

CYLINDER_SECTIONS = 6
"""N_D: angular sections, one plane of bits each. Count."""

SPATIAL_SIGMA_PX = 28.0 / 3.0
"""σ_S: spread of a neighbour's contribution in the plane. Pixels."""

ANGULAR_SIGMA_RAD = 2.0 * pi / 9.0
"""σ_D: spread of a neighbour's contribution over direction. Radians."""

CELL_ON_THRESHOLD = 0.01
"""μ_Ψ: a cell's bit is on where the neighbours' summed contribution exceeds this. Density per pixel."""

HULL_MARGIN_PX = 50.0
"""ω: cells farther than this outside the convex hull of the minutiae are not valid. Pixels."""

VALID_CELLS_SHARE_MIN = 0.75
"""min_VC: a cylinder with a smaller share of valid cells is not compared. Share of the cells within R."""

CONTRIBUTORS_MIN = 2
"""min_M: a cylinder to which fewer neighbours contribute is not compared. Count."""

# --- Local similarity (similarity.py) -------------------------------------------------------------

DIRECTION_DIFFERENCE_MAX_RAD = 2.0 * pi / 3.0
"""δ_θ: minutiae whose directions differ by more are not compared. Radians."""

SHARED_CELLS_SHARE_MIN = 0.6
"""min_ME: two cylinders need this share of cells valid in both. Share of the cells within R."""

# --- Choice of pairs and relaxation (consolidation.py) --------------------------------------------

PAIRS_PER_MINUTIA = 2.0
"""n_R: best pairs that enter relaxation, per minutia of the smaller template. Ratio."""

PAIRS_MAX = 160
"""Most pairs that enter relaxation; bounds time. Count."""

RELAXATION_ROUNDS = 5
"""n_rel: rounds of relaxation. Count."""

RELAXATION_KEEP = 0.5
"""w_R: weight of a pair's own value in each round. Share."""

DISTANCE_TOLERANCE_PX = 5.0
"""Difference of distance between two minutiae at which support halves, at distance nought. Pixels."""

DISTANCE_TOLERANCE_RATIO = 0.04
"""Growth of that tolerance with the distance: skin stretches. Pixels per pixel."""

ROTATION_TOLERANCE_RAD = pi / 10.0
"""Difference of relative direction at which support halves. Radians."""

RADIAL_TOLERANCE_RAD = pi / 12.0
"""Difference of the bearing of one minutia seen from another at which support halves. Radians."""

# --- Score (consolidation.py) ---------------------------------------------------------------------

CORE_PAIRS = 4
"""Leading pairs after relaxation that every other pair is measured against. Count."""

CORE_FIT_MIN = 0.4
"""Least mean fit with the core at which a pair counts. Share."""

# --- Agreement after alignment (alignment.py) -------------------------------------------------------

OUTLINE_MARGIN_PX = 10.0
"""A minutia this far outside the other print's outline still counts as inside. Pixels."""

SHIFT_SIGMA_PX = 80.0
"""Reach of a supporting pair's local shift: how smoothly skin is taken to distort. Pixels."""

SHIFT_PRIOR = 0.05
"""Weight of no shift at all against the supporting pairs' shifts. Pairs."""

SHIFT_MAX_PX = 26.0
"""Largest local shift that is looked for. Pixels."""

PARTNER_DISTANCE_PX = 14.0
"""Partners lie nearer than this after alignment and local shift. Pixels."""

PARTNER_ANGLE_RAD = 0.45
"""Partners' directions differ by less than this. Radians."""

SHARED_PRIOR = 3.0
"""Weight without partner added to the common area, lest a tiny area with few minutiae count much. Minutiae."""

SHARE_POWER = 1.4
"""Power of the share of partners in the score. Number."""

# --- Search (scan.py, search.py) --------------------------------------------------------------------

SCAN_SIMILARITY_MIN = 0.45
"""Similarity of two such cylinders below which nothing is counted. Share."""

SCAN_TURN_BINS = 16
"""Bins of rotation in which the first stage counts agreeing minutiae. Count."""

SCAN_STANDING_MAX = 12.0
"""Most that one finger adds to a subject's standing in the first stage. Spreads of the gallery's scores."""

SHORTLIST_MIN = 60
"""Least enrolments that the second stage compares in full. Count."""

SHORTLIST_FINGERS = 1200
"""Fingers that the second stage compares in full where the probe has few: shortlist × fingers. Count."""
