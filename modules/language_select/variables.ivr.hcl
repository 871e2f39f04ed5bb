variable "languages" {
  type = list(object({
    code       = string
    invitation = string
  }))
  default = [
    { code = "en", invitation = "For English, press" },
    { code = "es", invitation = "Para español, oprima" },
  ]
  nullable    = false
  description = "The languages in the order of their keys: a code, and the invitation in that language. The key is said behind it."

  validation {
    condition     = length(var.languages) >= 2 && length(var.languages) <= 4
    error_message = "A caller can choose between two and four languages; with more, nobody waits for the last."
  }

  validation {
    condition     = alltrue([for one in var.languages : can(regex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", one.code))])
    error_message = "The code of a language is like en, es or pt-BR."
  }

  validation {
    condition     = length(distinct([for one in var.languages : one.code])) == length(var.languages)
    error_message = "A language is offered once."
  }

  validation {
    condition     = alltrue([for one in var.languages : trimspace(one.invitation) != ""])
    error_message = "Every language needs an invitation in its own words."
  }
}

variable "default_language" {
  type        = string
  default     = null
  description = "The code of the language for callers who choose none; the first one where it is not given."

  validation {
    condition     = var.default_language == null || contains([for one in var.languages : one.code], var.default_language)
    error_message = "The default language is the code of one of the languages."
  }
}

variable "variable" {
  type        = string
  default     = "language"
  nullable    = false
  description = "The variable of the call that keeps the code."

  validation {
    condition     = can(regex("^[A-Za-z_][A-Za-z0-9_]*$", var.variable))
    error_message = "The name of a variable consists of letters, digits and underscores, and begins with no digit."
  }
}

variable "audio" {
  type        = string
  default     = null
  description = "A recording of the whole question, each invitation by a speaker of its language."

  validation {
    condition     = var.audio == null || can(regex("^https://[^\\s]+$", var.audio))
    error_message = "A recording is fetched over https: its address begins with https://."
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
