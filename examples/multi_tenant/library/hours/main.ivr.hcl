# Greets, and parts the calls by the opening hours. Leaves by `open`, `closed` and `holiday`.

variable "greeting" {
  type        = string
  description = "The first words that a caller hears."
}

variable "open" {
  type        = map(string)
  description = "When somebody is there, by days: mon-fri = \"08:00-18:00\"."

  validation {
    condition     = length(var.open) > 0
    error_message = "A line that is never open needs no opening hours: leave this module out."
  }
}

variable "holidays" {
  type        = list(string)
  default     = ["2026-12-25", "2027-01-01"]
  description = "Days on which nobody is there."
}

flow "hours" {
  entry = "greeting"

  play "greeting" {
    say  = var.greeting
    next = "check"
  }

  hours "check" {
    timezone = "America/New_York"
    open     = var.open
    holidays = var.holidays
    on = {
      open    = "is_open"
      closed  = "is_closed"
      holiday = "is_holiday"
    }
  }

  exit "is_open" { outcome = "open" }
  exit "is_closed" { outcome = "closed" }
  exit "is_holiday" { outcome = "holiday" }
}

output "flow" {
  value = flow.hours
}
