test "who calls comes first, and one key ends it for good" {
  flow   = flow.outbound_disclosure
  inputs = ["{{ var.opt_out_key }}"]
  expect {
    path           = concat(["identify", "offer"], local.steps)
    max_keypresses = 1
  }
}

{% if local.has_list %}
test "whoever opts out is left alone even when the list does not answer" {
  flow   = flow.outbound_disclosure
  inputs = ["{{ var.opt_out_key }}", "error"]
  expect { path = concat(["identify", "offer"], local.steps) }
}

{% endif %}
test "who presses nothing hears what the call is about" {
  flow = flow.outbound_disclosure
  expect { path = ["identify", "offer", "go_on"] }
}

test "another key opts nobody out" {
  flow   = flow.outbound_disclosure
  inputs = ["*"]
  expect { path = ["identify", "offer", "go_on"] }
}
