# A call flow, and where it is deployed. What can be set from outside stands in variables.ivr.hcl.

ivrplan {
  required_version = ">= @minimum@"

  # The state says what ivrplan manages. It lies in a file beside this one: fine for one person on one machine.
  backend "local" {
    path = "ivrplan.state.json"
  }
}

flow "main" {
  description = "The main line"
  entry       = "hours"

  hours "hours" {
    timezone = var.timezone
    open     = var.open
    on = {
      open   = "menu"
      closed = "closed"
    }
  }

  menu "menu" {
    say     = "Welcome to ${var.company}. For sales, press 1. For support, press 2."
    timeout = var.menu_seconds
    retries = 2
    on = {
      "1"     = "sales"
      "2"     = "support"
      timeout = "support"
      invalid = "support"
    }
  }

  queue "sales" {
    queue = "Sales"
  }

  queue "support" {
    queue = "Support"
  }

  disconnect "closed" {
    say = "Thank you for calling ${var.company}. We are closed now. Please call again."
  }
}

