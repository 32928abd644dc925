"""The proof: what the stride verdict can and cannot see, on virtual squads and on real recordings.

python -m tests.benchmarks.detection           # everything; writes docs/detection.md (10 minutes on two cores)
python -m tests.benchmarks.detection --quick   # the goals alone, on a tuning squad (a minute)
"""
