# A hotline whose queue can be full: callers are called back, or leave a message.

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

module "callback" {
  source = "../.."
  queue  = "Support"
}

flow "line" {
  entry = "welcome"

  play "welcome" {
    say  = "Welcome to the support line."
    next = "support"
  }

  queue "support" {
    queue = "Support"
    on    = { full = "callback" }
  }

  embed "callback" {
    flow = module.callback.flow
    on   = { message = "message", declined = "message" }
  }

  voicemail "message" {
    mailbox = "support"
    say     = "Please leave a message. It will be recorded."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Support line"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Support line"
  flow = flow.line
}

test "whoever finds the queue full is called back after one key" {
  flow   = flow.line
  inputs = ["full", "1"]
  expect { path = ["welcome", "support", "callback.offer", "callback.call_back"] }
}

test "whoever says nothing can still leave a message" {
  flow   = flow.line
  inputs = ["full"]
  expect { terminal = "message" }
}
