# A whole line: opening hours, then the reception; voicemail when nobody is there.

variable "name" {
  type        = string
  description = "What the line says it is."
}

variable "departments" {
  type = list(string)
}

variable "open" {
  type = map(string)
}

module "hours" {
  source   = "../hours"
  greeting = "Welcome to ${var.name}."
  open     = var.open
}

module "reception" {
  source      = "../reception"
  departments = var.departments
}

flow "line" {
  description = "The line of ${var.name}"
  entry       = "hours"

  embed "hours" {
    flow = module.hours.flow
    on = {
      open    = "reception"
      closed  = "voicemail"
      holiday = "voicemail"
    }
  }

  embed "reception" {
    flow = module.reception.flow
    on   = { nobody = "operator" }
  }

  queue "operator" {
    queue = "Operator"
  }

  voicemail "voicemail" {
    mailbox = var.name
    say     = "Nobody is here at this hour. Please leave a message."
  }
}

output "flow" {
  value = flow.line
}
