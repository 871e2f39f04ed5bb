{% set start = ["greeting"] if local.has_greeting else [] %}
test "when it is open, the call goes on at once" {
  flow   = flow.business_hours
  inputs = ["open"]
  expect { path = {{ start + ["check", "open"] }} }
}

test "when it is closed, callers hear so" {
  flow   = flow.business_hours
  inputs = ["closed"]
  expect { path = {{ start + ["check", "say_closed", "closed"] }} }
}

{% if local.has_holidays %}
test "on a holiday, callers hear that" {
  flow   = flow.business_hours
  inputs = ["holiday"]
  expect { path = {{ start + ["check", "say_holiday", "holiday"] }} }
}
{% endif %}
