variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
}

variable "tenants" {
  type = map(object({
    name        = string
    vendor      = string
    departments = list(string)
    open        = optional(map(string), { "mon-fri" = "08:00-18:00" })
  }))
  description = "Whose lines these are, by a short name that never changes."

  validation {
    condition     = alltrue([for tenant in var.tenants : contains(["cxone", "genesys"], tenant.vendor)])
    error_message = "The vendor of a tenant is cxone or genesys."
  }
}
