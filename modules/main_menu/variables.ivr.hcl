variable "choices" {
  type = list(object({
    name   = string
    label  = string
    queue  = optional(string)
    number = optional(string)
  }))
  default = [
    { name = "sales", label = "sales", queue = "Sales" },
    { name = "service", label = "service", number = "+15550100" },
    { name = "order", label = "an order" },
  ]
  nullable    = false
  description = "The choices in the order of their keys: the name of the node, what callers hear, and the queue or the number that takes them. A choice with neither is a way out of the module, by its name."

  validation {
    condition     = length(var.choices) >= 1 && length(var.choices) <= 5
    error_message = "A caller can choose between one and five things. Group more of them into a second menu."
  }

  validation {
    condition     = alltrue([for choice in var.choices : can(regex("^[a-z][a-z0-9_]*$", choice.name))])
    error_message = "The name of a choice consists of small letters, digits and underscores, and begins with a letter."
  }

  validation {
    condition     = length(distinct([for choice in var.choices : choice.name])) == length(var.choices)
    error_message = "Every choice has a name of its own."
  }

  validation {
    condition     = alltrue([for choice in var.choices : !contains(["choose", "operator", "nobody", "unavailable"], choice.name)])
    error_message = "The names choose, operator, nobody and unavailable are taken by the module itself."
  }

  validation {
    condition     = alltrue([for choice in var.choices : trimspace(choice.label) != ""])
    error_message = "Every choice needs a label: it is what callers hear."
  }

  validation {
    condition     = alltrue([for choice in var.choices : choice.queue == null || choice.number == null])
    error_message = "A choice leads to a queue or to a number, not to both."
  }

  validation {
    condition     = alltrue([for choice in var.choices : choice.number == null || can(regex("^\\+[1-9][0-9]{6,14}$", choice.number))])
    error_message = "A number is written with its country and without blanks, such as +15550100 (E.164)."
  }
}

variable "operator" {
  type        = string
  default     = "Front desk"
  description = "The queue behind key 0, which also takes those who choose nothing. Set it to null where there is nobody: then they leave by `nobody`."

  validation {
    condition     = var.operator == null || try(trimspace(var.operator) != "", false)
    error_message = "A queue has a name. Set operator to null where nobody is there."
  }
}

variable "wording" {
  type        = string
  default     = "For %s, press %s."
  nullable    = false
  description = "How a choice is offered: its label, then its key."

  validation {
    condition     = length(regexall("%s", var.wording)) == 2 && length(regexall("%", var.wording)) == 2
    error_message = "The wording has two places, both written %s: the first for the label, the second for the key."
  }
}

variable "operator_wording" {
  type        = string
  default     = "For anything else, press 0."
  nullable    = false
  description = "How the key 0 is offered, where there is an operator."

  validation {
    condition     = trimspace(var.operator_wording) != ""
    error_message = "Callers need to hear of the key 0."
  }
}

variable "audio" {
  type        = string
  default     = null
  description = "A recording of the whole menu. Its text is made of the other variables all the same: rules and reviewers read it."

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
  default     = 2
  nullable    = false
  description = "How often the question is asked again."

  validation {
    condition     = contains([1, 2, 3], var.retries)
    error_message = "The question is asked again one to three times."
  }
}
