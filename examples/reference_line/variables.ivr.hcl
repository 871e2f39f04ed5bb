variable "sandbox" {
  type        = string
  default     = "http://127.0.0.1:8787"
  description = "Where `ivrplan sandbox` listens. For real tenants, give the providers their own base_url."
}

variable "company" {
  type        = string
  default     = "Northwind Outdoor"
  description = "The name that callers hear, and that the flows begin with."
}

variable "open" {
  type        = map(string)
  default     = { "mon-fri" = "08:00-18:00", sat = "09:00-13:00" }
  description = "When somebody is there."
}

variable "holidays" {
  type        = list(string)
  default     = ["2026-12-25", "2027-01-01"]
  description = "Days on which nobody is there."
}

variable "languages" {
  type = map(object({
    invitation       = string
    greeting         = string
    closed           = string
    wording          = string
    operator_wording = string
    sales            = string
    invoice          = string
    full             = string
    call_back        = string
    message          = string
    promise          = string
    notice           = string
    leave            = string
    card             = string
    number           = string
    expiry           = string
    code             = string
    survey           = string
    question         = string
    declined         = string
    goodbye          = string
  }))
  description = "All that the line says, by language."
}

variable "reminder_number" {
  type        = string
  default     = "+18005550142"
  description = "The number at which those whom we call can call us back."
}
