output "x" {
  value = "{{ local.b }}"
}
locals {
  b = flow.main
}
