"""The jobs of an installation, one file a job, named verb_noun. Only here do two ports meet."""
