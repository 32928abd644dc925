"""The fields that answer a question right on the page of a run."""

from collections.abc import Mapping, Sequence

from niggle.triage.rules import answered_by
from niggle.vocabulary.diary import QUESTIONS, Question

# `any_pain`, `twinge_again`, `no_pain_but` and `site` lead to the whole form: one number would not do.
ANSWERED_BY: Mapping[str, Sequence[Question]] = {
    question_id: [QUESTIONS[name] for name in names] for question_id, names in answered_by().items()
}
