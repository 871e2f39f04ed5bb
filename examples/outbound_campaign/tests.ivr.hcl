test "who calls comes before anything else" {
  flow   = flow.reminder
  inputs = ["1"]

  expect {
    path           = ["notice", "choice", "confirmed"]
    max_keypresses = 1
  }
}

test "two keys are enough to be left in peace" {
  flow   = flow.reminder
  inputs = ["9", "1"]

  expect {
    terminal       = "opted_out"
    max_keypresses = 2
  }
}

test "when nobody can take the call, the clinic calls back" {
  flow   = flow.reminder
  inputs = ["2", "open", "busy"]

  expect {
    terminal = "later"
  }
}

test "at night nobody is rung" {
  flow   = flow.reminder
  inputs = ["2", "closed"]

  expect {
    path = ["notice", "choice", "hours", "later"]
  }
}
