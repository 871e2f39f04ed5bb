# A desk that does not always answer, and a mailbox behind it that may be full.

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

module "voicemail" {
  source      = "../.."
  mailbox     = "desk"
  max_seconds = 90
}

flow "line" {
  entry = "welcome"

  play "welcome" {
    say  = "Welcome to Harbour Repairs. One moment, please."
    next = "desk"
  }

  transfer "desk" {
    number = "+15550177"
    on     = { busy = "voicemail", no_answer = "voicemail" }
  }

  embed "voicemail" {
    flow = module.voicemail.flow
    on   = { failed = "call_back" }
  }

  callback "call_back" {
    queue = "Desk"
    say   = "We cannot take your message, so we will call you back. Goodbye."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Harbour Repairs desk"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Harbour Repairs desk"
  flow = flow.line
}

test "whoever reaches nobody leaves a message" {
  flow   = flow.line
  inputs = ["no_answer"]
  expect { path = ["welcome", "desk", "voicemail.notice", "voicemail.message"] }
}

test "a full mailbox is not the end" {
  flow   = flow.line
  inputs = ["busy", "full"]
  expect { terminal = "call_back" }
}
