# What can be set from outside. The values stand in values.auto.ivrvars; secrets belong into the environment.

variable "tenant_url" {
  type        = string
  description = "Where the vendor's API is. `ivrplan sandbox` stands in for it."

  validation {
    condition     = anytrue([for start in ["https://", "http://127.0.0.1", "http://localhost"] : startswith(var.tenant_url, start)])
    error_message = "Credentials travel over https:// only. The sandbox on this machine is the exception."
  }
}

variable "company" {
  type        = string
  description = "The name that callers hear."

  validation {
    condition     = trimspace(var.company) != ""
    error_message = "Callers must hear a name."
  }
}

variable "timezone" {
  type        = string
  default     = "America/New_York"
  description = "Where the opening hours hold."
}

variable "open" {
  type        = map(string)
  description = "Opening hours, by days."
}

variable "menu_seconds" {
  type        = number
  default     = 6
  description = "How long a menu waits for a key."

  validation {
    condition     = var.menu_seconds >= 3 && var.menu_seconds <= 10
    error_message = "Callers need 3 to 10 seconds to choose."
  }
}
