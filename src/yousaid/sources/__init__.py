"""Where posts come from: one file a source, each picks its fields from an allow-list."""
