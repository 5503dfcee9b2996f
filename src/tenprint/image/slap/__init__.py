"""The steps by which a plain impression of several fingers is taken apart; ``slap_split`` composes them."""
