"""What is known of conditions has the shape that Terraform's plan JSON gives it."""

from __future__ import annotations

from ivrplan.views.checks import checks_to_json
from ivrplan.views.planjson import plan_to_json
from tests.views.samples import reads

CHECKS = {check["address"]["to_display"]: check for check in checks_to_json(reads().checks)}


def test_instances_stand_below_their_block_with_the_worst_of_each() -> None:
    assert CHECKS["cxone_ivr_flow.main"] == {
        "address": {
            "kind": "resource",
            "mode": "managed",
            "type": "cxone_ivr_flow",
            "to_display": "cxone_ivr_flow.main",
            "name": "main",
        },
        "status": "unknown",
        "instances": [
            {"address": {"to_display": "cxone_ivr_flow.main[0]", "instance_key": 0}, "status": "unknown"},
            {"address": {"to_display": "cxone_ivr_flow.main[1]", "instance_key": 1}, "status": "pass"},
        ],
    }


def test_a_check_in_a_module_tells_what_failed() -> None:
    assert CHECKS["module.a.check.hours"] == {
        "address": {
            "kind": "check",
            "to_display": "module.a.check.hours",
            "name": "hours",
            "module": "module.a",
        },
        "status": "fail",
        "instances": [
            {
                "address": {"to_display": 'module.a["uk"].check.hours', "module": 'module.a["uk"]'},
                "status": "fail",
                "problems": [{"message": "Nobody is there."}],
            }
        ],
    }


def test_outputs_and_data_have_kinds_of_their_own() -> None:
    assert CHECKS["output.id"]["address"]["kind"] == "output_value"
    assert CHECKS["output.id"]["status"] == "error"
    data = CHECKS["data.cxone_ivr_flow.old"]["address"]
    assert (data["kind"], data["mode"], data["type"]) == ("resource", "data", "cxone_ivr_flow")


def test_data_is_told_where_terraform_s_readers_look() -> None:
    document = plan_to_json(reads())
    changes = {one["address"]: one for one in document["resource_changes"]}
    late = changes["data.cxone_ivr_flow.new"]
    assert (late["mode"], late["name"], late["change"]["actions"]) == ("data", "new", ["read"])
    assert late["change"]["after_unknown"] == {"id": True}
    assert changes['module.a.data.genesys_flow.all["uk"]']["change"]["after_sensitive"] == {"name": True}
    (read,) = document["ivrplan"]["data"]
    assert read["values"] == {"id": "flow-1", "version": "7", "pin": None}
    assert read["sensitive_values"] == {"pin": True}
