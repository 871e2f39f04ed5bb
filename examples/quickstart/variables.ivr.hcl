variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
}

variable "company" {
  type        = string
  default     = "Northwind Outdoor"
  description = "The name that callers hear."
}

variable "timeout" {
  type        = number
  default     = 6
  description = "Seconds that a menu waits for a key."

  validation {
    condition     = var.timeout >= 3 && var.timeout <= 10
    error_message = "Callers need 3 to 10 seconds to choose."
  }
}

variable "products" {
  type        = list(string)
  default     = ["boats", "tents", "bikes"]
  description = "Product lines with a support team of their own, in the order of their keys."

  validation {
    condition     = length(var.products) <= 5
    error_message = "A caller cannot remember more than five choices."
  }
}

variable "emergency_number" {
  type        = string
  default     = "+15550100"
  description = "Where an emergency on the water is transferred to, at any hour."
}
