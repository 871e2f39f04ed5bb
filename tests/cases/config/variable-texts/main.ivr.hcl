variable "s" { type = string }
variable "n" { type = number }
variable "l" { type = list(string) }
variable "o" { type = object({ a = number, b = optional(string, "z") }) }
variable "u" {}
output "all" { value = [var.s, var.n, var.l, var.o, var.u] }
