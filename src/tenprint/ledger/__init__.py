"""Leaf encoding, Merkle tree, proofs, signed checkpoints, an independent verifier in one file."""
