"""Is it okay to go on? The article's criteria as data, one evaluator, and the words for people."""

RULES_VERSION: int = 5
