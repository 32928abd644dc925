-- What explains a changed stride, since when, and the pair of shoes that a run was in.

ALTER TABLE pain_reports ADD COLUMN explained_by VARCHAR;      -- shoes | sensor | route | unwell | nothing
ALTER TABLE pain_reports ADD COLUMN explained_since DATE;      -- NULL: since the run that it is about
ALTER TABLE pain_reports ADD COLUMN shoes VARCHAR;             -- the name of the pair
