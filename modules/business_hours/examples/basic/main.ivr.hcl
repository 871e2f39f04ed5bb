# A workshop that has a lunch break: its desk while it is open, a mailbox otherwise.

variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
}

provider "cxone" {
  base_url      = "${var.sandbox}/cxone"
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

provider "genesys" {
  base_url      = "${var.sandbox}/genesys"
  client_id     = env("GENESYS_CLIENT_ID", "sandbox")
  client_secret = env("GENESYS_CLIENT_SECRET", "sandbox")
}

module "hours" {
  source         = "../.."
  greeting       = "Welcome to Harbour Repairs."
  timezone       = "Europe/Berlin"
  open           = { "mon-fri" = "08:00-12:00, 13:00-17:00", sat = "09:00-12:00" }
  holidays       = ["2026-12-25", "2026-12-26"]
  closed_message = "We are closed now. We are here Monday to Friday from 8 to 5, and on Saturday morning."
}

flow "line" {
  entry = "hours"

  embed "hours" {
    flow = module.hours.flow
    on   = { open = "desk", closed = "message", holiday = "message" }
  }

  queue "desk" {
    queue = "Desk"
    on    = { full = "message" }
  }

  voicemail "message" {
    mailbox = "desk"
    say     = "Please leave a message. It will be recorded."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Harbour Repairs"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Harbour Repairs"
  flow = flow.line
}

test "the desk takes calls while it is open" {
  flow   = flow.line
  inputs = ["open"]
  expect { path = ["hours.greeting", "hours.check", "desk"] }
}

test "a message can be left when it is closed" {
  flow   = flow.line
  inputs = ["closed"]
  expect { terminal = "message" }
}
