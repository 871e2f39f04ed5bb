# How calls have to go. `ivrplan test` simulates them on this machine.

test "an emergency is put through at once" {
  flow   = flow.main
  inputs = ["*"]

  expect {
    path           = ["welcome", "emergency", "coastguard"]
    max_keypresses = 1
    max_seconds    = 10
  }
}

test "an English caller gets to sales with three keys" {
  flow   = flow.main
  inputs = ["timeout", "1", "open", "1", "1"]

  expect {
    terminal       = "sales_consumer"
    max_keypresses = 3
  }
}

{% for product in var.products %}
test "support knows about {{ product }}" {
  flow   = flow.main
  inputs = ["timeout", "1", "open", "2", "{{ loop.index }}"]

  expect {
    terminal = "support_{{ product }}"
  }
}

{% endfor %}
test "who says nothing gets to the desk" {
  flow   = flow.main
  inputs = ["timeout", "1", "open"]

  expect {
    terminal = "desk"
  }
}

test "whoever finds the desk busy can leave a message" {
  flow   = flow.main
  inputs = ["timeout", "1", "open", "0", "full", "2"]

  expect {
    terminal = "voicemail"
  }
}

test "a late order is a reason to call back" {
  flow   = flow.main
  inputs = ["timeout", "1", "open", "3", "123456", "default", "delayed"]

  expect {
    terminal = "order_callback"
  }
}

test "on a Sunday callers hear when to call again" {
  flow   = flow.main
  inputs = ["timeout", "1"]
  clock  = "2026-11-22T11:00:00-05:00"

  expect {
    path = ["welcome", "emergency", "language", "english", "hours", "closed", "voicemail"]
  }
}

test "on a holiday callers hear why nobody answers" {
  flow   = flow.main
  inputs = ["timeout", "2"]
  clock  = "2026-12-25T11:00:00-05:00"

  expect {
    path = ["welcome", "emergency", "language", "spanish", "hours", "holiday", "voicemail"]
  }
}
