variable "gateway_url" {
  type        = string
  default     = "https://payments.example.com/v1/charges"
  nullable    = false
  description = "The payment gateway, which is asked to charge the card."

  validation {
    condition     = can(regex("^https://[^\\s?]+$", var.gateway_url))
    error_message = "The gateway is asked over https, and nothing about the card stands in its address."
  }
}

variable "gateway_body" {
  type        = string
  default     = null
  description = "What the gateway is told, in the words of the vendor for the variables `card_number`, `card_expiry` and `card_code` of the call."
}

variable "gateway_state" {
  type        = string
  default     = "status"
  nullable    = false
  description = "The path into the gateway's answer that says what came of it."

  validation {
    condition     = trimspace(var.gateway_state) != ""
    error_message = "The answer has to be looked into somewhere."
  }
}

variable "approved" {
  type        = string
  default     = "approved"
  nullable    = false
  description = "What stands there when the card was charged. Anything else is a refusal."

  validation {
    condition     = trimspace(var.approved) != "" && var.approved != "default"
    error_message = "A payment is made when the gateway says so in a word, which is not \"default\"."
  }
}

variable "pause_recording" {
  type        = object({ type = string, settings = optional(map(string), {}) })
  default     = null
  description = "The vendor's own node that stops the recording before the first digit. Without it, the call must not be recorded at all where this module is used."

  validation {
    condition     = (var.pause_recording == null) == (var.resume_recording == null)
    error_message = "What stops the recording and what goes on with it are given together."
  }
}

variable "resume_recording" {
  type        = object({ type = string, settings = optional(map(string), {}) })
  default     = null
  description = "The vendor's own node that goes on with the recording after the payment, on every way out."
}

variable "introduction" {
  type        = string
  default     = "We will now ask for your card. Please have it at hand."
  nullable    = false
  description = "What callers hear first."

  validation {
    condition     = trimspace(var.introduction) != ""
    error_message = "Callers need a moment to find their card."
  }
}

variable "card_wording" {
  type        = string
  default     = "Please enter your card number, then the hash key."
  nullable    = false
  description = "How the number of the card is asked for."

  validation {
    condition     = trimspace(var.card_wording) != ""
    error_message = "Callers need to hear what to enter."
  }
}

variable "expiry_wording" {
  type        = string
  default     = "Please enter the month and the year until which it is valid, two digits each, then the hash key."
  nullable    = false
  description = "How the expiry date is asked for."

  validation {
    condition     = trimspace(var.expiry_wording) != ""
    error_message = "Callers need to hear what to enter."
  }
}

variable "code_wording" {
  type        = string
  default     = "Please enter the security code on the card, then the hash key."
  nullable    = false
  description = "How the security code is asked for."

  validation {
    condition     = trimspace(var.code_wording) != ""
    error_message = "Callers need to hear what to enter."
  }
}

variable "timeout" {
  type        = number
  default     = 10
  nullable    = false
  description = "Seconds to wait for a key."

  validation {
    condition     = var.timeout >= 3 && var.timeout <= 10
    error_message = "Callers need 3 to 10 seconds to find the next digit."
  }
}

variable "retries" {
  type        = number
  default     = 2
  nullable    = false
  description = "How often the question is asked again."

  validation {
    condition     = contains([1, 2, 3], var.retries)
    error_message = "The question is asked again one to three times."
  }
}
