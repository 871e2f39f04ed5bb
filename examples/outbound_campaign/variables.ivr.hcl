variable "cxone_url" {
  type        = string
  default     = "http://127.0.0.1:8787/cxone"
  description = "The address of the tenant."
}

variable "clinic" {
  type        = string
  default     = "Lakeside Clinic"
  description = "Who calls."
}

variable "reception" {
  type        = string
  default     = "reception@lakeside.example"
  description = "Who is rung by those who want to move their appointment."
}

variable "open" {
  type        = map(string)
  default     = { "mon-fri" = "08:00-18:00" }
  description = "When somebody is at the reception, by days."
}
