"""ivrplan is killed while it makes flows that hand calls over to each other; the same command, given again, makes all well."""

from __future__ import annotations

from tests.end_to_end.leading import LEADING, PAIRS, check_ways
from tests.end_to_end.test_kill import moments
from tests.end_to_end.world import KILLED, World


def test_no_flow_is_lost_and_no_caller_led_astray(world: World) -> None:
    world.hurried = True
    world.begin(LEADING)
    whole = world.run("apply", "--auto-approve").ended()
    check_ways(world)
    killed = 0
    # How files are written does not depend on what is applied: `test_kill.py` has those moments.
    requests = [fault for fault in moments(whole, every=False) if "/" in fault["point"]]
    for fault in requests:
        world.begin(LEADING)
        ran = world.run("apply", "--auto-approve", faults=[fault])
        assert ran.status == KILLED, (fault, ran)
        killed += 1
        try:
            world.apply()
            world.check_whole(*PAIRS)
            check_ways(world)
        except AssertionError as failure:
            failure.add_note(f"after a kill at {dict(fault)}\n{ran.text}")
            raise
    assert killed > 10
