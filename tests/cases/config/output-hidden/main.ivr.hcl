variable "s" {
  default = "x"
  sensitive = true
}
output "a" {
  value = "x${var.s}"
  sensitive = true
}
