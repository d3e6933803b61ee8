"""One file a command. Everything heavy is imported inside the function that needs it."""
