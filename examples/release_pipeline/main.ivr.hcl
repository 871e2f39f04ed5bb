# A main line whose callers get a version only after its tests have passed at the vendor.

variable "cxone_url" {
  type    = string
  default = "http://127.0.0.1:8787/cxone"
}

variable "tag" {
  type        = string
  description = "What the version is called: a pipeline passes its own number on."
}

variable "wait" {
  type    = number
  default = 5
}

provider "cxone" {
  base_url      = var.cxone_url
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

flow "main" {
  entry = "welcome"

  play "welcome" {
    say  = "Welcome to Acme."
    next = "menu"
  }

  menu "menu" {
    say     = "For sales, press 1."
    timeout = var.wait
    on = {
      "1"     = "sales"
      timeout = "bye"
      invalid = "bye"
    }
  }

  queue "sales" { queue = "Sales" }
  disconnect "bye" { say = "Goodbye." }
}

resource "cxone_ivr_flow" "main" {
  name = "Main line"
  flow = flow.main

  release {
    tag      = var.tag
    priority = 10
  }
}

test "sales is one press away" {
  flow   = flow.main
  inputs = ["1"]

  expect {
    path = ["welcome", "menu", "sales"]
  }
}

test "who says nothing hears goodbye soon" {
  flow = flow.main

  expect {
    terminal    = "bye"
    max_seconds = 10
  }
}
