"""A secret that is missing on one side: the mask has nothing to be compared with, and says that it differs."""

from ivrplan.language.plain import mask
from ivrplan.language.values import Sensitive
from ivrplan.plan.documents import changes, target

CLEAR = {"pin": Sensitive("4711")}
MASKED = mask(CLEAR)


def test_a_secret_that_somebody_took_away_at_the_vendor_is_sent_again() -> None:
    assert target(CLEAR, sent=MASKED, prior=MASKED, live={}) == CLEAR


def test_a_masked_part_that_only_one_document_has_is_a_change() -> None:
    assert [change.path for change in changes({}, MASKED)] == [("pin",)]
    assert [change.path for change in changes(MASKED, {})] == [("pin",)]
