# What those hear whom the company calls about an order that is ready.

module "disclosure" {
  source          = "../../modules/outbound_disclosure"
  company         = var.company
  callback_number = var.reminder_number

  # Calls of a CXone campaign set no variables: the campaign sees that a call has ended at "opted_out".
  opt_out_variable = null
}

flow "reminder" {
  description = "An order is ready"
  entry       = "disclosure"

  embed "disclosure" {
    flow = module.disclosure.flow
    on   = { go_on = "choice" }
  }

  menu "choice" {
    say     = "Your order is ready at our store. To be called about it, press 1. If that is all, you can hang up."
    timeout = 6
    retries = 1
    on      = { "1" = "later", timeout = "goodbye", invalid = "later" }
  }

  callback "later" {
    queue = "Orders"
    say   = "We will call you about it today. Goodbye."
  }

  disconnect "goodbye" { say = "We keep it for two weeks. Goodbye." }
}

resource "cxone_campaign_flow" "reminder" {
  name        = "Order ready"
  description = "Calls customers whose order is ready."
  flow        = flow.reminder
}
