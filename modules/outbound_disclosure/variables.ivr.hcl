variable "company" {
  type        = string
  default     = "Northwind Outdoor"
  nullable    = false
  description = "The business that is responsible for the call, by the name that it is registered under."

  validation {
    condition     = trimspace(var.company) != ""
    error_message = "People have to be told who calls them."
  }
}

variable "callback_number" {
  type        = string
  default     = "+18005550100"
  nullable    = false
  description = "The number at which the business answers, during its hours, to whoever wants to be left alone."

  validation {
    condition     = can(regex("^\\+[1-9][0-9]{6,14}$", var.callback_number))
    error_message = "A number is written with its country and without blanks, such as +18005550100 (E.164)."
  }
}

variable "opt_out_key" {
  type        = string
  default     = "9"
  nullable    = false
  description = "The key that opts out."

  validation {
    condition     = can(regex("^[1-9]$", var.opt_out_key))
    error_message = "The key that opts out is a digit from 1 to 9, in quotes: people press 0 to talk to somebody."
  }
}

variable "opt_out_wording" {
  type        = string
  default     = "Not to be called again, press %s now."
  nullable    = false
  description = "How opting out is offered, with a place for the key."

  validation {
    condition     = length(regexall("%s", var.opt_out_wording)) == 1 && length(regexall("%", var.opt_out_wording)) == 1
    error_message = "The wording has one place, written %s, for the key."
  }
}

variable "opt_out_variable" {
  type        = string
  default     = "do_not_call"
  description = "The variable of the call that is set to `yes`, for whoever keeps the list. Null where the vendor's calls have none: then the node `opted_out` tells."

  validation {
    condition     = var.opt_out_variable == null || can(regex("^[A-Za-z_][A-Za-z0-9_]*$", var.opt_out_variable))
    error_message = "The name of a variable consists of letters, digits and underscores, and begins with no digit."
  }
}

variable "opt_out_url" {
  type        = string
  default     = null
  description = "The address of the do-not-call list, which is told at once."

  validation {
    condition     = var.opt_out_url == null || can(regex("^https://[^\\s?]+$", var.opt_out_url))
    error_message = "The list is told over https, and nothing about people stands in its address."
  }
}

variable "opt_out_body" {
  type        = string
  default     = null
  description = "What the list is told, in the words of the vendor for the number that was called."
}

variable "goodbye" {
  type        = string
  default     = "You will not be called again. Goodbye."
  nullable    = false
  description = "What people hear who opt out. The call ends there."

  validation {
    condition     = trimspace(var.goodbye) != ""
    error_message = "People need to hear that they will be left alone."
  }
}

variable "timeout" {
  type        = number
  default     = 3
  nullable    = false
  description = "Seconds to wait for the key."

  validation {
    condition     = var.timeout >= 3 && var.timeout <= 10
    error_message = "People need 3 to 10 seconds to find the key."
  }
}
