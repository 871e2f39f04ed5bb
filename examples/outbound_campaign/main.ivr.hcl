# What patients hear when the clinic's campaign calls them the day before an appointment.

provider "cxone" {
  base_url      = var.cxone_url
  client_id     = env("CXONE_CLIENT_ID", "sandbox")
  client_secret = env("CXONE_CLIENT_SECRET", "sandbox")
}

flow "reminder" {
  description = "The day before an appointment"
  entry       = "notice"

  # Who calls, and why, comes first: the vendor refuses a campaign flow without a disclosure.
  disclosure "notice" {
    say  = "This is an automated call from ${var.clinic}. You have an appointment with us tomorrow."
    next = "choice"
  }

  menu "choice" {
    say     = "To confirm, press 1. To move your appointment, press 2. Not to be called again, press 9."
    timeout = 6
    retries = 2
    on = {
      "1"     = "confirmed"
      "2"     = "hours"
      "9"     = "opt_out"
      timeout = "bye"
      invalid = "bye"
    }
  }

  hours "hours" {
    timezone = "Europe/Berlin"
    open     = var.open
    on = {
      open   = "reception"
      closed = "later"
    }
  }

  agent "reception" {
    agent = var.reception
    say   = "One moment, please."
    on    = { busy = "later", no_answer = "later" }
  }

  callback "later" {
    queue = "Reception"
    say   = "We will call you back as soon as somebody is here."
  }

  # Nobody has to talk to anybody to be left in peace.
  collect "opt_out" {
    say        = "Press 1 and the hash key to be taken off our list."
    variable   = "opt_out"
    max_digits = 1
    retries    = 1
    on         = { default = "opted_out", timeout = "bye", invalid = "bye" }
  }

  disconnect "opted_out" { say = "You will not be called again. Goodbye." }
  disconnect "confirmed" { say = "Thank you. We look forward to seeing you." }
  disconnect "bye" { say = "Goodbye." }
}

resource "cxone_campaign_flow" "reminder" {
  name        = "${var.clinic}: reminder"
  description = "Calls patients the day before their appointment."
  flow        = flow.reminder
}

output "flow_id" {
  value       = cxone_campaign_flow.reminder.id
  description = "What a campaign names to use this flow."
}
