"""Evidence that synthetic prints are like real ones: a sheet to look at, features and scores to compare."""
