# A reminder before an appointment, as a campaign at CXone and as a flow at Genesys Cloud.

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

module "disclosure" {
  source          = "../.."
  company         = "Lakeside Clinic"
  callback_number = "+18005550142"

  # Calls of a CXone campaign set no variables: the campaign sees that a call has ended at "opted_out".
  opt_out_variable = null
}

flow "reminder" {
  entry = "disclosure"

  embed "disclosure" {
    flow = module.disclosure.flow
    on   = { go_on = "choice" }
  }

  menu "choice" {
    say     = "You have an appointment with us tomorrow. To confirm it, press 1. To move it, press 2."
    timeout = 6
    retries = 2
    on      = { "1" = "confirmed", "2" = "later", timeout = "later", invalid = "later" }
  }

  disconnect "confirmed" { say = "Thank you. We look forward to seeing you." }

  callback "later" {
    queue = "Reception"
    say   = "We will call you about it. Goodbye."
  }
}

resource "cxone_campaign_flow" "reminder" {
  name        = "Reminder"
  description = "Calls patients the day before their appointment."
  flow        = flow.reminder
}

resource "genesys_flow" "reminder" {
  name = "Reminder"
  flow = flow.reminder
}

test "one key is enough to be left alone" {
  flow   = flow.reminder
  inputs = ["9"]
  expect {
    path           = ["disclosure.identify", "disclosure.offer", "disclosure.opted_out"]
    max_keypresses = 1
  }
}

test "who wants to hear more can confirm" {
  flow   = flow.reminder
  inputs = ["timeout", "1"]
  expect { terminal = "confirmed" }
}
