"""One run, one run: which recordings are of the same run, and how they make one together. Arrays in, groups out.

Recordings of one athlete that overlap in time for half of the shorter one are one run, since nobody runs two runs at
once, unless what they recorded says otherwise (another runner's file in the folder). A recording whose clock is off
by a difference of time zones is told by its content. A chain of such pairs is one run too, so a run that one device
cut in two is one as soon as another copy spans both parts.

The answer depends on the set of recordings alone, never on the order in which they came. A run is named after its
richest recording (`richness`): a poorer copy never changes the name, and a name that a richer one replaced still finds
the run, since every recording keeps the name it would have given.
"""
