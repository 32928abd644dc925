"""Learning from real runners: the study table, judging it again, and what it says of the population.

A table has one row a run and nothing of the person (docs/study.md).
"""
