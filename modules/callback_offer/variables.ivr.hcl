variable "queue" {
  type        = string
  default     = "Front desk"
  nullable    = false
  description = "The queue whose people call back."

  validation {
    condition     = trimspace(var.queue) != ""
    error_message = "Somebody has to call back: name the queue."
  }
}

variable "reason" {
  type        = string
  default     = "All of us are on the phone."
  nullable    = false
  description = "Why nobody takes the call now."

  validation {
    condition     = trimspace(var.reason) != ""
    error_message = "Callers need to hear why they are asked."
  }
}

variable "callback_wording" {
  type        = string
  default     = "To be called back, press 1."
  nullable    = false
  description = "How the call back is offered, on key 1."

  validation {
    condition     = trimspace(var.callback_wording) != ""
    error_message = "Callers need to hear of the key 1."
  }
}

variable "offer_message" {
  type        = bool
  default     = true
  nullable    = false
  description = "Whether a message can be left instead, on key 2. The caller leaves the module by `message` then."
}

variable "message_wording" {
  type        = string
  default     = "To leave a message, press 2."
  nullable    = false
  description = "How the message is offered, on key 2."

  validation {
    condition     = trimspace(var.message_wording) != ""
    error_message = "Callers need to hear of the key 2."
  }
}

variable "promise" {
  type        = string
  default     = "We will call you back on the number that you are calling from. Goodbye."
  nullable    = false
  description = "What callers hear who have chosen to be called back. Promise what you keep."

  validation {
    condition     = trimspace(var.promise) != ""
    error_message = "Callers need to hear that they can hang up."
  }
}

variable "timeout" {
  type        = number
  default     = 6
  nullable    = false
  description = "Seconds to wait for a key."

  validation {
    condition     = var.timeout >= 3 && var.timeout <= 10
    error_message = "Callers need 3 to 10 seconds to choose."
  }
}

variable "retries" {
  type        = number
  default     = 1
  nullable    = false
  description = "How often the question is asked again."

  validation {
    condition     = contains([1, 2, 3], var.retries)
    error_message = "The question is asked again one to three times."
  }
}
