"""A whole ten-print card: its pictures, its layout on paper, and the transaction that carries it."""
