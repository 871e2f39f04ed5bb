test "key 1 is the call back, after one key" {
  flow   = flow.callback_offer
  inputs = ["1"]
  expect {
    path           = ["offer", "call_back"]
    max_keypresses = 1
  }
}

{% if var.offer_message %}
test "key 2 is a message" {
  flow   = flow.callback_offer
  inputs = ["2"]
  expect { path = ["offer", "message"] }
}

{% endif %}
test "who presses nothing declines" {
  flow = flow.callback_offer
  expect { path = ["offer", "declined"] }
}

test "who presses another key each time declines" {
  flow   = flow.callback_offer
  inputs = [for again in range(var.retries + 1) : "9"]
  expect { path = ["offer", "declined"] }
}
