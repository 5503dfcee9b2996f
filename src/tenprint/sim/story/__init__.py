"""The demo: seven people through four agencies, and what is told of them."""
