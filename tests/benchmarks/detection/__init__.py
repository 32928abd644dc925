"""The proof: what the stride verdict can and cannot see, on virtual squads and on real recordings.

python -m tests.benchmarks.detection           # everything; writes docs/detection.md (5 minutes on two cores)
python -m tests.benchmarks.detection --quick   # the goals and more, on tuning squads, to the terminal
"""
