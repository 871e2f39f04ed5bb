variable "name" {
  type = string
  validation {
    condition     = length(var.name) < 5
    error_message = "A name has at most four letters."
  }
}
output "name" { value = var.name }
