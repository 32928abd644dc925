"""Rule C2 as it was first written, frozen as something to compare with; nothing in the product uses it.

A copy of `niggle.stride` of the commit before the detector, with types of its own, so that neither its figures
nor its code move with the detector.
"""
