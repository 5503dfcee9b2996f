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

CYLINDER_SIDE = 16
"""N_S: cells along the edge of a cylinder; 16 · 16 cells make four words of 64 bits a plane. Count."""

SCAN_SIDE = 8
"""The same of the cylinders of a search's first stage: one word a plane. Count."""

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

TURNED_RAD = 2.0 * pi / 3.0
"""δ_θ: minutiae whose directions differ by more are hardly of one finger, for fingers come upright. Radians."""

TURNED_SHARE = 0.85
"""Share of the similarity that such a pair keeps: prints upside down are found, strangers gain little. Share."""

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

DISTANCE_TOLERANCE_RATIO = 0.08
"""Growth of that tolerance with the distance: skin stretches. Pixels per pixel."""

ROTATION_TOLERANCE_RAD = pi / 10.0
"""Difference of relative direction at which support halves. Radians."""

RADIAL_TOLERANCE_RAD = pi / 12.0
"""Difference of the bearing of one minutia seen from another at which support halves. Radians."""

# --- Leading pairs (consolidation.py) --------------------------------------------------------------

LEADING_MIN = 4
"""min_nP: least count of leading pairs whose mean relaxed similarity is the local evidence. Count."""

LEADING_MAX = 12
"""max_nP: greatest such count. Count."""

LEADING_CENTRE = 20.0
"""μ_P: minutiae of the smaller template at which the count lies midway between the two. Count."""

LEADING_SLOPE = 0.4
"""τ_P: slope of the logistic curve between them. 1 / count."""

CORE_PAIRS = 4
"""Leading pairs after relaxation that every other pair is measured against. Count."""

CORE_FIT_MIN = 0.4
"""Least mean fit with the core at which a pair supports the first alignment. Share."""

# --- Agreement after alignment (alignment.py, deformation.py) ---------------------------------------

ALIGNMENT_ROUNDS = 3
"""Times that one print is laid over the other and partners are sought anew. Count."""

REACH_PX = 60.0
"""Distance at which a supporting pair's pull on the skin has fallen to a quarter. Pixels."""

STIFFNESS_PX2 = 7200.0
"""Weight of the whole print's rotation, without stretching, against what the neighbouring pairs say. Pixels squared."""

PARTNER_DISTANCE_PX = 14.0
"""Partners lie nearer than this after alignment. Pixels."""

PARTNER_ANGLE_RAD = 0.5
"""Partners' directions differ by less than this. Radians."""

OUTLINE_MARGIN_PX = 10.0
"""A minutia this far outside the other print's outline still counts as inside. Pixels."""

SHARED_PRIOR = 1.5
"""Weight without partner added to the common area, lest a tiny area with few minutiae count much. Minutiae."""

# --- Score (score.py) --------------------------------------------------------------------------------
# Logistic regression on the odd fingers of FVC2002 DB1 B, DB3 B and FVC2004 DB1 B, DB3 B, classical-2 and leader-2
# together (`tenprint bench score-fit`, which also scores each set by a line that did not see it).

SCORE_LOCAL_FLOOR = 0.01
"""Local evidence added before the logarithm is taken, lest nought be infinitely far. Share."""

SCORE_LOCAL = 3.5
"""Gain for e times the local evidence. log10."""

SCORE_SHARE = 7.2
"""Gain for the whole of the common area agreeing rather than nothing of it. log10."""

SCORE_CONSTANT = 10.2
"""Makes nought of a likelihood ratio of 10^-2, below which differences say nothing. log10."""

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
