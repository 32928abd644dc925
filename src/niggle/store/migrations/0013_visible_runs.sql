-- What may be seen: whoever shows anything of a run asks these, and it is decided nowhere else.

-- What the terms of a source allow: for the athlete's own eyes, or for others whom the athlete lets see it. What may be
-- kept for days only is not shown after them, even if no night has deleted it yet.
CREATE MACRO may_be_seen(who_may_see, expires_at, is_own, now) AS
    (who_may_see = 'consented' OR is_own) AND (expires_at IS NULL OR expires_at > now);

-- The runs that a viewer may see now: of the athletes in `seen_ids`, of those in `own_ids` as their own.
-- `niggle.records.visibility.viewer` says who they are.
CREATE MACRO visible_runs(seen_ids, own_ids, now) AS TABLE
    SELECT * FROM runs
    WHERE athlete_id IN (SELECT unnest(seen_ids::VARCHAR[]))
        AND may_be_seen(who_may_see, expires_at, list_contains(own_ids::VARCHAR[], athlete_id), now);
