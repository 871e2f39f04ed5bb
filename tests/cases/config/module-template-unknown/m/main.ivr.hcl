variable "word" {}
output "text" { value = "{{ var.word }}" }
