flow "main" {
  entry = "bye"
  disconnect "bye" { say = "Goodbye." }
}

test "without an expectation" {
  flow = flow.main
}

test "with words that do not exist" {
  flow  = flow.main
  input = ["1"]
  expect {
    ends_at = "bye"
  }
}

test "expecting twice" {
  flow = flow.main
  expect { terminal = "bye" }
  expect { path = ["bye"] }
}

test "of nothing" {
  expect { terminal = "bye" }
}

test "with a block of its own" {
  flow = flow.main
  caller {}
  expect { terminal = "bye" }
}

test "twice" {
  flow = flow.main
  expect { terminal = "bye" }
}

test "twice" {
  flow = flow.main
  expect { path = ["bye"] }
}

test {
  flow = flow.main
  expect { terminal = "bye" }
}
