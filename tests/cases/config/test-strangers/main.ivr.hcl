flow "main" {
  entry = "menu"
  menu "menu" {
    say = "For sales, press 1."
    on  = { "1" = "sales", timeout = "sales", invalid = "sales" }
  }
  queue "sales" {
    queue = "Sales"
    on    = { full = "bye" }
  }
  disconnect "bye" { say = "Goodbye." }
}

test "of nodes that are not there" {
  flow   = flow.main
  inputs = ["1"]
  expect {
    path     = ["menu", "sale"]
    terminal = "salse"
  }
}

test "of a call that goes on" {
  flow = flow.main
  expect { terminal = "menu" }
}

test "of a queue that calls can leave, and can end in" {
  flow   = flow.main
  inputs = ["1"]
  expect { terminal = "sales" }
}
