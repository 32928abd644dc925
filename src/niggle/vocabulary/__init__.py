"""What things are called: metrics, sites, questions, statuses, verdicts, each once, with its words for people.

Texts and facts only: no rule, no layout, and no import from another room. Text that is translated is here as data,
keyed by the name that the other rooms use.
"""
