locals {
  a = 1 + "x"
}
output "x" { value = "{{ 1 }}" }
