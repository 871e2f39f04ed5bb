variable "queue" { default = "Sales" }

flow "main" {
  entry = "menu"
  menu "menu" {
    say = "For ${var.queue}, press 1."
    on  = { "1" = "sales", timeout = "bye", invalid = "bye" }
  }
  queue "sales" { queue = var.queue }
  disconnect "bye" { say = "Goodbye." }
}

module "hours" {
  source = "./hours"
}

test "sales is one press away" {
  flow      = flow.main
  inputs    = ["1"]
  variables = { level = "gold", orders = 3, known = true }
  clock     = "2026-11-21T10:00:00+01:00"
  expect {
    path           = ["menu", "sales"]
    terminal       = "sales"
    prompts        = ["For ${var.queue}, press 1."]
    max_seconds    = 12.5
    max_keypresses = 1
  }
}

test "of a flow of a module" {
  flow = module.hours.flow
  expect {}
}
