"""May this be disseminated to that agency, on that date, and why.

Read in this order: ``model`` (the facts of law as dated values), ``rules`` (the policy files, loaded and
checked), ``decide`` (the gate's question), ``explain`` (the public's question). ``place`` and
``jurisdiction`` find the county; ``relay`` and ``detainer`` answer for the state's and the locality's own
switches; ``level`` and ``priority`` evaluate the dated rules by which a match was acted upon.
"""
