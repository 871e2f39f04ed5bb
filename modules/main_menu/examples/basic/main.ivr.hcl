# A shop: two queues, the stores by number, orders looked up by a machine, and somebody at the desk.

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

module "menu" {
  source = "../.."
  choices = [
    { name = "sales", label = "a purchase", queue = "Sales" },
    { name = "repairs", label = "a repair", queue = "Repairs" },
    { name = "store", label = "our store", number = "+15550123" },
    { name = "order", label = "an order" },
  ]
  operator = "Front desk"
}

flow "line" {
  entry = "menu"

  embed "menu" {
    flow = module.menu.flow
    on   = { order = "number", unavailable = "message" }
  }

  collect "number" {
    say        = "Please enter the number of your order, then the hash key."
    variable   = "order"
    min_digits = 6
    max_digits = 10
    timeout    = 10
    retries    = 2
    on         = { default = "orders", timeout = "orders", invalid = "orders" }
  }

  queue "orders" {
    queue = "Orders"
    on    = { full = "message" }
  }

  voicemail "message" {
    mailbox = "shop"
    say     = "All of us are on the phone. Please leave a message. It will be recorded."
  }
}

resource "cxone_ivr_flow" "line" {
  name = "Northwind Outdoor"
  flow = flow.line
}

resource "genesys_flow" "line" {
  name = "Northwind Outdoor"
  flow = flow.line
}

test "a repair is on the second key" {
  flow   = flow.line
  inputs = ["2"]
  expect { path = ["menu.choose", "menu.repairs"] }
}

test "an order is looked up by its number" {
  flow   = flow.line
  inputs = ["4", "1234567"]
  expect { path = ["menu.choose", "number", "orders"] }
}

test "who says nothing reaches somebody" {
  flow = flow.line
  expect { path = ["menu.choose", "menu.operator"] }
}
