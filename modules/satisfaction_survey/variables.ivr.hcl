variable "introduction" {
  type        = string
  default     = "Please tell us how we did. It takes two keys."
  nullable    = false
  description = "What callers hear first. Say how long it takes."

  validation {
    condition     = trimspace(var.introduction) != ""
    error_message = "Callers need to hear what comes."
  }
}

variable "questions" {
  type = list(string)
  default = [
    "How content are you with this call? Press a key from 1, not at all, to 5, very.",
    "How likely are you to recommend us? Press a key from 1, not at all, to 5, very.",
  ]
  nullable    = false
  description = "The questions, each with what the lowest and the highest key mean."

  validation {
    condition     = length(var.questions) >= 1 && length(var.questions) <= 3
    error_message = "Callers answer one to three questions; then they hang up."
  }

  validation {
    condition     = alltrue([for question in var.questions : trimspace(question) != ""])
    error_message = "A question has words."
  }
}

variable "scale" {
  type        = number
  default     = 5
  nullable    = false
  description = "The highest key."

  validation {
    condition     = contains([2, 3, 4, 5], var.scale)
    error_message = "Answers reach from 1 to 2, 3, 4 or 5: callers cannot tell more of them apart."
  }
}

variable "prefix" {
  type        = string
  default     = "survey"
  nullable    = false
  description = "How the variables of the call begin that keep the answers: survey_1, survey_2."

  validation {
    condition     = can(regex("^[A-Za-z_][A-Za-z0-9_]*$", var.prefix))
    error_message = "The name of a variable consists of letters, digits and underscores, and begins with no digit."
  }
}

variable "report_url" {
  type        = string
  default     = null
  description = "The address that is told the answers. Without it, they are in the variables of the call only."

  validation {
    condition     = var.report_url == null || can(regex("^https://[^\\s?]+$", var.report_url))
    error_message = "Answers are told over https, and nothing about callers stands in the address."
  }
}

variable "report_body" {
  type        = string
  default     = null
  description = "What is told, in the words of the vendor for the variables of the call."
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
