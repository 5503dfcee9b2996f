"""The standard's file: logical records, fields, EBTS transactions; reading, writing, validating."""
