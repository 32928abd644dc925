"""One complaint of a runner over time, for them and, on one sheet, for whoever they show it to."""
