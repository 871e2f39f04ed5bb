variable "word" {}
{% from "parts/macros.jinja" import loud %}
{{ loud(var.word) }}
output "read" { value = trimspace(file("${path.module}/word.txt")) }
