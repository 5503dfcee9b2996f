"""The state bureau: validate, route, relay."""
