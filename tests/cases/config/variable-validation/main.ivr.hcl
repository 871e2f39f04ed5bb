variable "queues" {
  type = list(string)
  validation {
    condition = length(var.queues) <= var.most
    error_message = "A caller cannot remember more than ${var.most} choices."
  }
}
variable "most" { default = 1 }
variable "pin" {
  type = string
  sensitive = true
  default = "1"
  validation {
    condition = length(var.pin) >= 4
    error_message = "The PIN ${var.pin} is too short."
  }
  validation {
    condition = "neither"
    error_message = "x"
  }
  validation {
    condition = var.pim == 1
    error_message = "x"
  }
}
