# How calls have to go. `ivrplan test` runs these; `ivrplan test --generate` writes more.

test "sales is one press away" {
  flow   = flow.main
  inputs = ["open", "1"]

  expect {
    path           = ["hours", "menu", "sales"]
    max_keypresses = 1
  }
}

test "who says nothing gets to somebody" {
  flow   = flow.main
  inputs = ["open"]

  expect {
    terminal = "support"
  }
}

test "nobody waits outside opening hours" {
  flow   = flow.main
  inputs = ["closed"]

  expect {
    path = ["hours", "closed"]
  }
}
