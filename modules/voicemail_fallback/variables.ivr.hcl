variable "mailbox" {
  type        = string
  default     = "main-line"
  nullable    = false
  description = "The mailbox, as the vendor knows it."

  validation {
    condition     = trimspace(var.mailbox) != ""
    error_message = "A message needs a mailbox."
  }
}

variable "notice" {
  type        = string
  default     = "Your message will be recorded."
  nullable    = false
  description = "What callers have to be told before they are recorded."

  validation {
    condition     = trimspace(var.notice) != ""
    error_message = "Callers have to be told that they are recorded."
  }
}

variable "invitation" {
  type        = string
  default     = "Please leave your name, your number and your message after the tone."
  nullable    = false
  description = "What callers are asked to say."

  validation {
    condition     = trimspace(var.invitation) != ""
    error_message = "Callers need to hear what to do."
  }
}

variable "max_seconds" {
  type        = number
  default     = 120
  nullable    = false
  description = "The longest message, in seconds."

  validation {
    condition     = var.max_seconds >= 15 && var.max_seconds <= 600 && floor(var.max_seconds) == var.max_seconds
    error_message = "A message may have 15 to 600 whole seconds."
  }
}
