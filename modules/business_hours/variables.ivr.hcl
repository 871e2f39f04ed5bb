variable "greeting" {
  type        = string
  default     = null
  description = "The first words that callers hear. Without it, the hours are checked at once."
}

variable "greeting_audio" {
  type        = string
  default     = null
  description = "A recording of the greeting. The text of `greeting` is still needed: it is what rules and reviewers read."

  validation {
    condition     = var.greeting_audio == null || can(regex("^https://[^\\s]+$", var.greeting_audio))
    error_message = "A recording is fetched over https: its address begins with https://."
  }

  validation {
    condition     = var.greeting_audio == null || var.greeting != null
    error_message = "A recorded greeting needs its text in greeting, too."
  }
}

variable "open" {
  type        = map(string)
  default     = { "mon-fri" = "09:00-17:00" }
  nullable    = false
  description = "When somebody is there, by days. A day that is not named is closed."

  validation {
    condition     = length(var.open) > 0
    error_message = "A line that is never open needs no opening hours: leave this module out."
  }

  validation {
    condition     = alltrue([for days in keys(var.open) : can(regex("^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$", days))])
    error_message = "Days are mon, tue, wed, thu, fri, sat, sun, or a range of them such as mon-fri."
  }

  validation {
    condition     = alltrue([for span in flatten([for hours in values(var.open) : split(",", hours)]) : can(regex("^([01][0-9]|2[0-3]):[0-5][0-9] *- *(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", trimspace(span)))])
    error_message = "Hours are spans such as 09:00-17:30, several with commas between them: 09:00-12:30, 13:30-18:00."
  }
}

variable "timezone" {
  type        = string
  default     = "America/New_York"
  nullable    = false
  description = "Where those hours are meant."

  validation {
    condition     = can(regex("^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$", var.timezone))
    error_message = "A time zone is named like Europe/Berlin or UTC."
  }
}

variable "holidays" {
  type        = list(string)
  default     = ["2026-12-25", "2027-01-01"]
  nullable    = false
  description = "Days on which nobody is there, whatever day of the week they are."

  validation {
    condition     = alltrue([for day in var.holidays : can(regex("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", day))])
    error_message = "A holiday is a date such as 2026-12-25."
  }
}

variable "schedule" {
  type        = string
  default     = null
  description = "The name of a schedule at the vendor, in place of `open`, `timezone` and `holidays`."

  validation {
    condition     = var.schedule == null || try(trimspace(var.schedule) != "", false)
    error_message = "A schedule has a name."
  }
}

variable "closed_message" {
  type        = string
  default     = "We are closed now."
  nullable    = false
  description = "What callers hear when it is closed. Say when you are open."

  validation {
    condition     = trimspace(var.closed_message) != ""
    error_message = "Callers who find it closed need to hear so."
  }
}

variable "holiday_message" {
  type        = string
  default     = null
  description = "What callers hear on a holiday; the closed message where it is not given."
}
