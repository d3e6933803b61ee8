"""The nouns and the pure rules. No web, no database, no network, no clock."""
