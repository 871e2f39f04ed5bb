provider "acme" {
  base_url = "https://acme.example.com"
}

variable "pin" {
  default   = "4711"
  sensitive = true
}

flow "main" {
  entry = "bye"
  disconnect "bye" { say = "Goodbye." }
}

resource "acme_flow" "main" {
  name = "Main"
  flow = flow.main
}

test "of an undeclared flow" {
  flow = flow.man
  expect { terminal = "bye" }
}

test "of a text" {
  flow = "main"
  expect { terminal = "bye" }
}

test "with a secret" {
  flow   = flow.main
  inputs = [var.pin]
  expect { terminal = "bye" }
}

test "with a secret variable" {
  flow      = flow.main
  variables = { pin = var.pin }
  expect { terminal = "bye" }
}

test "that hears a secret" {
  flow = flow.main
  expect { prompts = ["Your number is ${var.pin}."] }
}

test "with a value from the vendor" {
  flow   = flow.main
  inputs = [acme_flow.main.id]
  expect { terminal = "bye" }
}

test "on no day" {
  flow  = flow.main
  clock = "tomorrow"
  expect { terminal = "bye" }
}

test "in no zone" {
  flow  = flow.main
  clock = "2026-11-21T10:00:00"
  expect { terminal = "bye" }
}

test "that costs time" {
  flow = flow.main
  expect {
    max_seconds    = -1
    max_keypresses = 1.5
    path           = "bye"
  }
}

test "with a variable that no decision can ask for" {
  flow      = flow.main
  variables = { levels = ["gold", "silver"] }
  expect { terminal = "bye" }
}
