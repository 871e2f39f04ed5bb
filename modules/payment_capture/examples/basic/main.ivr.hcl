# A line on which invoices are paid. The line is not recorded, so nothing has to be paused.

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

module "payment" {
  source        = "../.."
  introduction  = "You can pay your invoice now. Please have your card at hand."
  gateway_url   = "https://payments.example.com/v1/charges"
  gateway_state = "charge.status"
  approved      = "succeeded"
}

flow "line" {
  entry = "payment"

  embed "payment" {
    flow = module.payment.flow
    on   = { paid = "paid", declined = "accounts", failed = "accounts", abandoned = "accounts" }
  }

  disconnect "paid" { say = "Thank you. Your payment has been made. Goodbye." }

  queue "accounts" {
    queue = "Accounts"
    say   = "Somebody will help you."
    on    = { full = "later" }
  }

  callback "later" {
    queue = "Accounts"
    say   = "All of us are on the phone. We will call you back. Goodbye."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Payments"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Payments"
  flow = flow.line
}

test "an invoice is paid" {
  flow   = flow.line
  inputs = ["4111111111111111", "1230", "123", "default", "succeeded"]
  expect { terminal = "paid" }
}

test "who does not get on is helped by somebody" {
  flow = flow.line
  expect { path = ["payment.introduction", "payment.card", "accounts"] }
}
