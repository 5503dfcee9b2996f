"""Drawing for people who want to look inside the engine: colours, canvas, legend."""
