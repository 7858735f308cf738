"""Makes the files of a release, from a commit and nothing else."""
