variable "key" {}
output "key" { value = "k-${var.key}" }
output "declared" {
  value     = "d"
  sensitive = true
}
