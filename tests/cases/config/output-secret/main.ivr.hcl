variable "s" {
  default = "x"
  sensitive = true
}
output "a" { value = "x${var.s}" }
output "b" { value = [1, flow.main] }
output "c" {}
output "d" {
  value = 1
  sensitve = true
}
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
