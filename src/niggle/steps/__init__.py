"""One function per step of the night: read the store, call the science, write the store.

Each is plain Python, opens the store itself, holds the lock only while it writes, and finds what to do by what is
missing: done twice it changes nothing, killed in the middle the next call completes it.

Each is in a module of its own and imported from there by whoever calls it: a command pays for the steps it takes.
"""
