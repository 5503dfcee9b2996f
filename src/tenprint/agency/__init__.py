"""The four actors: what each does on receiving each transaction type."""
