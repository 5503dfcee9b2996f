"""The booking station: capture, recapture, submit, await both answers."""
